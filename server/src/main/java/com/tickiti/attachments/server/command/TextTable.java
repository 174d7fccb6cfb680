package com.tickiti.attachments.server.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in aligned columns. */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... headings) {
    if (headings.length > 0) {
      add(headings);
    }
  }

  /** Adds a row, a text for each heading. Characters that would upset a terminal are replaced. */
  void add(String... cells) {
    rows.add(
        Arrays.stream(cells).map(cell -> cell.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?")).toList());
  }

  void print(PrintWriter out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(row.get(column)).append(" ".repeat(gap(row, column)));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int gap(List<String> row, int column) {
    int widest = rows.stream().mapToInt(other -> other.get(column).length()).max().orElse(0);
    return widest - row.get(column).length() + 2;
  }
}
