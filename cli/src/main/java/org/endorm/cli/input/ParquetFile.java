package org.endorm.cli.input;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBDriver;
import org.endorm.scoring.row.RowException;
import org.endorm.scoring.row.RowJson;
import org.jspecify.annotations.Nullable;

/** A Parquet file, read by DuckDB record by record, each as the JSON object of its columns. */
final class ParquetFile implements RowSource {
  /** The alias is one that no column has; a folder named like {@code a=b} adds no column. */
  private static final String RECORDS =
      """
      SELECT to_json("endorm's record")::VARCHAR
      FROM read_parquet(?, hive_partitioning = false) "endorm's record"
      """;

  private final String name;
  private final Connection connection;
  private final PreparedStatement statement;
  private final ResultSet records;
  private long number = -1;

  ParquetFile(Path file) {
    this.name = file.toString();
    Properties streaming = new Properties();
    streaming.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
    try {
      connection = DriverManager.getConnection("jdbc:duckdb:", streaming);
    } catch (SQLException e) {
      throw failed(e);
    }
    try {
      prepare();
      statement = connection.prepareStatement(RECORDS);
      statement.setString(1, literal(file));
      records = statement.executeQuery();
    } catch (SQLException e) {
      closeQuietly(e);
      throw failed(e);
    }
  }

  /** No extension is fetched, and DuckDB's own threads stay out of the model's way. */
  private void prepare() throws SQLException {
    try (Statement setup = connection.createStatement()) {
      setup.execute("SET autoinstall_known_extensions = false");
      setup.execute("SET autoload_known_extensions = false");
      setup.execute("SET threads = 1");
    }
  }

  /** DuckDB reads a name as a pattern of names; this one means itself. */
  private static String literal(Path file) {
    return file.toAbsolutePath().toString().replaceAll("([*?\\[\\]])", "[$1]");
  }

  @Override
  public @Nullable InputRow next() {
    try {
      if (!records.next()) {
        return null;
      }
      number++;
      String text = records.getString(1);
      return new InputRow.Parsed(number, RowJson.object(text), text);
    } catch (RowException e) {
      return new InputRow.Broken(number, e, true);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private InputException failed(SQLException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
    return new InputException(name + " does not parse as Parquet: " + reason, e);
  }

  @Override
  public String readSoFar() {
    throw new InputException(
        name + " cannot be read twice, so that no later run could go on with it");
  }

  private void closeQuietly(SQLException first) {
    try {
      connection.close();
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    try (connection;
        statement) {
      records.close();
    } catch (SQLException e) {
      throw failed(e);
    }
  }
}
