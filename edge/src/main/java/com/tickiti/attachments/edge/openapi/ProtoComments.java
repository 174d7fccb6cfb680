package com.tickiti.attachments.edge.openapi;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The comments of the protobuf files by the full name of what they stand above, from the descriptor
 * set that the proto module carries. Immutable.
 */
final class ProtoComments {

  private static final String DESCRIPTORS = "/tickiti/attachments/v1/descriptors.binpb";

  private final Map<String, String> comments = new HashMap<>();

  /** Reads all comments. */
  ProtoComments() {
    try (InputStream in = ProtoComments.class.getResourceAsStream(DESCRIPTORS)) {
      if (in != null) {
        FileDescriptorSet.parseFrom(in).getFileList().forEach(this::collect);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // it is part of this program
    }
  }

  /** One line; empty where there is no comment. */
  String of(String fullName) {
    return comments.getOrDefault(fullName, "");
  }

  private void collect(FileDescriptorProto file) {
    Map<List<Integer>, String> byPath = new HashMap<>();
    for (Location location : file.getSourceCodeInfo().getLocationList()) {
      byPath.put(location.getPathList(), oneLine(location.getLeadingComments()));
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      collect(file, i, byPath);
    }
    for (int i = 0; i < file.getServiceCount(); i++) {
      ServiceDescriptorProto service = file.getService(i);
      for (int j = 0; j < service.getMethodCount(); j++) {
        put(
            file.getPackage() + "." + service.getName() + "." + service.getMethod(j).getName(),
            byPath,
            FileDescriptorProto.SERVICE_FIELD_NUMBER,
            i,
            ServiceDescriptorProto.METHOD_FIELD_NUMBER,
            j);
      }
    }
  }

  private void collect(FileDescriptorProto file, int i, Map<List<Integer>, String> byPath) {
    DescriptorProto message = file.getMessageType(i);
    for (int j = 0; j < message.getFieldCount(); j++) {
      put(
          file.getPackage() + "." + message.getName() + "." + message.getField(j).getName(),
          byPath,
          FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
          i,
          DescriptorProto.FIELD_FIELD_NUMBER,
          j);
    }
  }

  private void put(String name, Map<List<Integer>, String> byPath, Integer... path) {
    comments.put(name, byPath.getOrDefault(List.of(path), ""));
  }

  private static String oneLine(String comment) {
    return comment.lines().map(String::strip).collect(Collectors.joining(" ")).strip();
  }
}
