package org.endorm.bench;

import java.util.List;

/**
 * A table of accuracies.
 *
 * @param rowTitle what the rows are
 * @param columnTitle what the columns are
 * @param cells shape [rows][columns], from 0 to 1; NaN where there is no item
 * @param contest whether each column is a contest of its rows, which that of its own name should
 *     win
 */
public record Matrix(
    String rowTitle,
    List<String> rows,
    String columnTitle,
    List<String> columns,
    double[][] cells,
    boolean contest) {
  public Matrix {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    if (cells.length != rows.size()) {
      throw new IllegalArgumentException("the matrix has other rows than names");
    }
  }

  /** The cell-by-cell mean of matrices of one shape. */
  public static Matrix mean(List<Matrix> matrices) {
    Matrix first = matrices.getFirst();
    double[][] cells = new double[first.rows().size()][first.columns().size()];
    for (Matrix matrix : matrices) {
      for (int row = 0; row < cells.length; row++) {
        for (int column = 0; column < cells[row].length; column++) {
          cells[row][column] += matrix.cells()[row][column] / matrices.size();
        }
      }
    }
    return new Matrix(
        first.rowTitle(),
        first.rows(),
        first.columnTitle(),
        first.columns(),
        cells,
        first.contest());
  }
}
