package com.tickiti.attachments.server.filetype;

import static java.util.stream.Collectors.toMap;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of the types that Tika's registry does not know, mixes with others or knows too
 * few extensions of. A file of such a type is blocked where any of them is, so an extension stands
 * here only if a file of the type is dangerous under it: a spreadsheet is no add-in, though both
 * are workbooks.
 */
final class TypeExtensions {

  /** Extensions by media type, the canonical one first; none stands for a type without any. */
  private static final Map<String, List<String>> BY_MIME_TYPE =
      table(
          """
          application/octet-stream
          application/x-ole-storage
          application/vnd.chemdraw+xml
          text/plain                      txt
          application/xml                 xml
          application/json                json
          application/zip                 zip
          application/gzip                gz tgz
          application/x-tar               tar
          application/x-gtar              gtar tar
          application/x-msdownload        exe dll scr cpl sys ocx drv com pif ax efi mui
          application/x-elf               elf so ko
          application/x-object            elf so ko
          application/x-executable        elf so ko
          application/x-sharedlib         elf so ko
          application/x-coredump          core
          application/x-mach-o            macho dylib
          application/x-dex               apk dex
          application/x-fat-diskimage     img ima
          application/x-vhd               vhd
          application/x-vhdx              vhdx
          application/x-iso9660-image     iso
          application/x-udf-image         udf iso
          application/x-apple-diskimage   dmg
          application/x-xar               pkg mpkg
          application/inf                 inf
          application/x-ms-shortcut       lnk
          application/x-powershell        ps1
          application/msix                msix appx
          application/msixbundle          msixbundle appxbundle
          application/java-archive        jar war ear
          application/x-python-code       pyc pyo
          application/x-lua-bytecode      lua
          application/x-applescript       scpt
          application/x-bat               bat cmd
          application/x-sh                sh bash ksh zsh command
          application/x-csh               csh tcsh
          text/x-python                   py pyw
          text/x-perl                     pl pm
          text/x-php                      php php3 php4 php5 phtml
          text/x-ruby                     rb
          text/x-lua                      lua
          text/x-tcl                      tcl
          text/x-applescript              applescript
          text/javascript                 js mjs
          text/x-vbscript                 vbe jse
          application/vnd.ms-excel        xls xlt xlw
          application/vnd.ms-powerpoint   ppt pps pot
          application/vnd.visio           vsd vst vss
          application/msword              doc dot
          application/vnd.ms-works        wps wks
          application/onenote             one onetoc2
          application/x-msaccess          mdb mde mda mdw
          application/vnd.ms-access       accdb accde accdr accdt accda
          application/vnd.ms-tnef         tnef dat
          application/x-sqlite3           sqlite sqlite3 db
          application/x-matlab-data       mat
          application/x-x509-cert         crt cer der
          application/x-pem-file          pem
          application/x-pkcs12            p12 pfx
          application/pgp-encrypted       asc pgp gpg
          application/x-ace-compressed    ace
          application/vnd.ms-cab-compressed cab
          application/vnd.ms-htmlhelp     chm
          application/x-ms-installer      msi
          application/x-lzma              lzma
          application/lzip                lz
          application/vnd.tcpdump.pcap    pcap cap
          application/vnd.apple.pages     pages
          application/vnd.apple.numbers   numbers
          application/vnd.apple.keynote   key
          application/winhlp              hlp
          multipart/related               mht mhtml
          message/news                    nws
          font/woff                       woff
          font/woff2                      woff2
          video/mp2t                      ts m2ts mts
          video/mp4                       mp4 m4v mp4v mpg4
          video/quicktime                 qt mov
          video/3gpp                      3gp 3gpp
          video/3gpp2                     3g2
          audio/mp4                       mp4a m4a m4b
          audio/opus                      opus
          image/avif                      avif
          image/heic                      heic
          image/heif                      heif
          image/x-canon-cr3               cr3
          application/vnd.oasis.opendocument.text-flat-xml         fodt
          application/vnd.oasis.opendocument.spreadsheet-flat-xml  fods
          application/vnd.oasis.opendocument.presentation-flat-xml fodp
          application/vnd.oasis.opendocument.graphics-flat-xml     fodg
          """);

  /** Extensions of texts that a program obeys, by the first of them. */
  private static final Map<String, List<String>> OF_TEXTS =
      table(
          """
          url website
          iqy dqy oqy rqy
          webloc inetloc fileloc
          wsf ws
          docm dotm
          xlsm xltm
          pptm potm
          """);

  private TypeExtensions() {}

  /** The extensions of a media type; null where the registry's are right. */
  static @Nullable List<String> ofMimeType(String mimeType) {
    return BY_MIME_TYPE.get(
        mimeType.startsWith("application/x-mach-o") ? "application/x-mach-o" : mimeType);
  }

  /** The extensions of a kind of text that is known by one of them. */
  static List<String> ofText(String extension) {
    return OF_TEXTS.getOrDefault(extension, List.of(extension));
  }

  /** Adds the extensions that share a type with {@code extension}. */
  static Set<String> kinOf(String extension, Collection<List<String>> registered) {
    Set<String> kin = new TreeSet<>();
    addKin(extension, BY_MIME_TYPE.values(), kin);
    addKin(extension, OF_TEXTS.values(), kin);
    addKin(extension, registered, kin);
    kin.remove(extension);
    return kin;
  }

  private static void addKin(String extension, Collection<List<String>> types, Set<String> kin) {
    types.stream().filter(type -> type.contains(extension)).forEach(kin::addAll);
  }

  private static Map<String, List<String>> table(String rows) {
    return rows.lines()
        .map(row -> Arrays.asList(row.split(" +", -1)))
        .collect(
            toMap(
                row -> row.get(0),
                row -> row.subList(row.get(0).contains("/") ? 1 : 0, row.size())));
  }
}
