package org.endorm.scoring.row;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;

/**
 * Keeps the sign of {@code -0.0}, which a decimal number does not have and a template prints: like
 * what is no number, it is read as a double.
 */
final class SignedZeroParser extends JsonParserDelegate {
  SignedZeroParser(JsonParser parser) {
    super(parser);
  }

  @Override
  public boolean isNaN() throws IOException {
    return super.isNaN() || isNegativeZero();
  }

  private boolean isNegativeZero() throws IOException {
    return currentToken() == JsonToken.VALUE_NUMBER_FLOAT
        && getText().startsWith("-")
        && getDoubleValue() == 0;
  }
}
