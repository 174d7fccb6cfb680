package com.tickiti.attachments.server.blob;

import com.tickiti.attachments.server.model.Digest;
import com.tickiti.attachments.server.model.PieceDigests;

/** Where piece digests are recorded. */
@FunctionalInterface
public interface PieceDigestSource {

  /** The recorded digests of a content's pieces; {@link PieceDigests#NONE} where none are. */
  PieceDigests pieces(Digest digest);
}
