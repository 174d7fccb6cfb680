package com.tickiti.attachments.server.metadata.admin;

import com.tickiti.attachments.server.database.Database;
import com.tickiti.attachments.server.metadata.SelectPieceDigests;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertRows;
import com.tickiti.attachments.server.metadata.helpdesk.UpsertRule;
import com.tickiti.attachments.server.model.ApiToken;
import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.FileTypeRule;
import com.tickiti.attachments.server.model.PieceDigests;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What administrators' commands ask of the database, one query a method, each taking the time it
 * takes. Where a method pages, {@code after} is the last digest of the page before and {@code null}
 * for the first. Thread-safe.
 */
public final class Administration {

  private final DSLContext dsl;

  public Administration(Database database) {
    this.dsl = database.forMaintenance();
  }

  /** Records a token; returns its id, or nothing where there is no such user. */
  public Optional<Long> create(InsertToken token) {
    return token.execute(dsl);
  }

  /** All tokens, by id. */
  public List<ApiToken> tokens() {
    return new SelectTokens().execute(dsl);
  }

  /** Revokes a token; whether there is one. */
  public boolean revokeToken(long id) {
    return new RevokeToken(id).execute(dsl);
  }

  /** Records a rule in place of any other for its extension. */
  public void set(FileTypeRule rule) {
    var unused = new UpsertRows(List.of(new UpsertRule(rule))).execute(dsl);
  }

  /** All rules, by extension. */
  public List<FileTypeRule> rules() {
    return new SelectRules().execute(dsl);
  }

  /** The rules that apply to a file of this name whose type has these extensions. */
  public ApplicableRules rulesFor(String name, List<String> detectedExtensions) {
    return new SelectApplicableRules(name, detectedExtensions).execute(dsl);
  }

  /** A page of what is recorded of the types of contents, by digest. */
  public List<RecordedType> types(@Nullable Digest after, int limit) {
    return new SelectTypes(hex(after), limit).execute(dsl);
  }

  /** Records what a content was detected as. */
  public void set(RecordedType type) {
    new UpdateType(type).execute(dsl);
  }

  /** Removes a rule; whether there was one. */
  public boolean removeRule(String extension) {
    return new DeleteRule(extension).execute(dsl);
  }

  /**
   * The attachments that refer to each of {@code digests}, no more than {@code limit} for one; what
   * is referred to by none is not in the answer.
   */
  public Map<Digest, AttachmentUses> uses(Collection<Digest> digests, int limit) {
    return new SelectAttachmentUses(digests, limit).execute(dsl);
  }

  /** The internal id of the ticket with a number, where there is one. */
  public Optional<Long> ticketId(long number) {
    return new SelectTicketId(number).execute(dsl);
  }

  /** A page of the blobs recorded, by digest. */
  public List<RecordedBlob> blobs(@Nullable Digest after, int limit) {
    return new SelectBlobs(hex(after), limit).execute(dsl);
  }

  /**
   * The recorded digests of a blob's pieces; {@link PieceDigests#NONE} where none are.
   *
   * @throws IllegalArgumentException where what is recorded can be no digests
   */
  public PieceDigests pieces(Digest digest) {
    return new SelectPieceDigests(digest).execute(dsl);
  }

  /** The sizes of all recorded blobs together. */
  public long blobBytes() {
    return new SelectBlobBytes().execute(dsl);
  }

  /** A page of the contents that attachments refer to though no blob is recorded of them. */
  public List<Digest> unrecordedContents(@Nullable Digest after, int limit) {
    return new SelectUnrecordedContents(hex(after), limit).execute(dsl);
  }

  /** A page of the blobs recorded before a time that no attachment refers to, by digest. */
  public List<Digest> unreferencedBlobs(Instant before, @Nullable Digest after, int limit) {
    return new SelectUnreferencedBlobs(before, hex(after), limit).execute(dsl);
  }

  /** Those of {@code digests} that an attachment refers to. */
  public Set<Digest> referenced(Collection<Digest> digests) {
    return new SelectReferenced(digests).execute(dsl);
  }

  /**
   * Removes those of {@code digests} that no attachment refers to.
   *
   * @param removal removes a content; whether it is gone
   * @return those that are gone
   * @throws com.tickiti.attachments.server.metadata.BackupUnderWayException where a backup may be
   *     about to copy them; then none is
   */
  public List<Digest> deleteUnreferenced(Collection<Digest> digests, Predicate<Digest> removal) {
    return new DeleteUnreferencedBlobs(digests, removal).execute(dsl);
  }

  private static String hex(@Nullable Digest after) {
    return after == null ? "" : after.hex();
  }
}
