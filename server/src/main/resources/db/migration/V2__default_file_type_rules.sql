-- What a careful mail administrator would start from. An extension without a rule is `review`.

-- [jooq ignore start]
INSERT INTO file_type_rules (extension, outcome, note)
SELECT extension, 'allowed', 'default: document, picture or archive'
FROM unnest(string_to_array(
  'pdf doc docx xls xlsx ppt pptx txt rtf csv jpg jpeg png gif webp bmp svg zip 7z', ' ')) AS extension;

INSERT INTO file_type_rules (extension, outcome, note)
SELECT extension, 'blocked', note
FROM (VALUES
  ('default: program or installer',
   'exe com scr pif cpl msi msp mst msix msixbundle appx appxbundle appinstaller app application bin run elf '
   'dll ocx sys drv out gadget jar class apk ipa dmg pkg deb rpm appimage msu xbap vxd ax'),
  ('default: script',
   'bat cmd ps1 ps1xml ps2 ps2xml psc1 psc2 psd1 psdm1 psm1 msh msh1 msh2 mshxml msh1xml msh2xml '
   'vb vbe vbs vbp js jse mjs ws wsb wsc wsf wsh hta sct sh bash csh ksh zsh fish command tool '
   'py pyc pyo pyw pyz pyzw pl php php3 phar rb lua tcl applescript scpt scptd osx au3 ahk jnlp'),
  ('default: macro-enabled office format',
   'docm dotm xlsm xltm xlam xlsb xll xla pptm potm ppam ppsm sldm '
   'ade adp mda mdb mde mdt mdw mdz accde accda accdu maf mag mam maq mar mas mat mau mav maw wiz iqy slk'),
  ('default: shortcut or system setting',
   'lnk url scf inf ins isp reg rgs desktop website webloc library-ms search-ms searchconnector-ms '
   'settingcontent-ms theme themepack diagcab job msc mcf prf prg shb shs xnk pcd grp hlp chm cnt hpj '
   'der cer crt pst ops plg printerexport vsmacros vsw vstm udl cdxml ntfs-ads'),
  ('default: disk image that hides its content from scanners',
   'iso img vhd vhdx udf cab ace')
) AS kinds (note, extensions), unnest(string_to_array(extensions, ' ')) AS extension;
-- [jooq ignore stop]
