/**
 * Blobs as objects of an S3 bucket; the only package that knows the AWS SDK. Depends on the package
 * of blobs and the model.
 */
@NullMarked
package com.tickiti.attachments.server.blob.s3;

import org.jspecify.annotations.NullMarked;
