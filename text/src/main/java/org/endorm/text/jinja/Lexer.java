package org.endorm.text.jinja;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a template into tokens, with {@code trim_blocks} and {@code lstrip_blocks} on: the newline
 * after a block or comment goes, and so does white space before one at the start of a line; {@code
 * -} strips more, {@code +} nothing.
 *
 * <p>Line ends are read as {@code \n} and one of them at the template's end is dropped.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> lex(String template) {
    Lexer lexer = new Lexer(normalise(template));
    lexer.root();
    return lexer.tokens;
  }

  private static String normalise(String template) {
    String unix = template.replace("\r\n", "\n").replace('\r', '\n');
    return unix.endsWith("\n") ? unix.substring(0, unix.length() - 1) : unix;
  }

  private void root() {
    while (true) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(position));
        position = source.length();
        add(Token.Kind.END, "");
        return;
      }
      char sort = source.charAt(tag + 1);
      char sign = sign(tag + 2);
      dataBefore(tag, sign, sort == '{');
      consume(sign == 0 ? tag + 2 : tag + 3);
      switch (sort) {
        case '#' -> comment();
        case '{' -> variable();
        default -> block();
      }
      lineStarting = source.charAt(position - 1) == '\n';
    }
  }

  private int nextTag() {
    for (int at = source.indexOf('{', position); at >= 0; at = source.indexOf('{', at + 1)) {
      if (at + 1 < source.length() && "{%#".indexOf(source.charAt(at + 1)) >= 0) {
        return at;
      }
    }
    return -1;
  }

  private char sign(int at) {
    return at < source.length() && "-+".indexOf(source.charAt(at)) >= 0 ? source.charAt(at) : 0;
  }

  /** Emits the text up to a tag, stripped as the tag's sign and lstrip_blocks ask. */
  private void dataBefore(int tag, char sign, boolean variable) {
    String text = source.substring(position, tag);
    if (sign == '-') {
      data(CodePoints.stripRight(text));
    } else if (sign == '+' || variable) {
      data(text);
    } else {
      data(stripIndent(text));
    }
    consume(tag);
  }

  private String stripIndent(String text) {
    int start = text.lastIndexOf('\n') + 1;
    boolean blank = text.chars().skip(start).allMatch(CodePoints::isSpace);
    return blank && (start > 0 || lineStarting) ? text.substring(0, start) : text;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Token.Kind.DATA, text);
    }
  }

  private void add(Token.Kind kind, String text) {
    tokens.add(new Token(kind, text, line));
  }

  /** Moves on, counting lines. */
  private void consume(int to) {
    for (int i = position; i < to; i++) {
      if (source.charAt(i) == '\n') {
        line++;
      }
    }
    position = to;
  }

  private void comment() {
    int end = source.indexOf("#}", position);
    if (end < 0 && position < source.length()) {
      throw fault("a comment does not end");
    }
    if (end < 0) {
      return; // Jinja2 takes an opening at the very end for a whole comment.
    }
    char sign = end > position ? sign(end - 1) : 0;
    afterTag(end + 2, sign, true);
  }

  /** Steps over a closing delimiter and the white space that goes with it. */
  private void afterTag(int to, char sign, boolean trim) {
    int end = to;
    if (sign == '-') {
      while (end < source.length() && CodePoints.isSpace(source.charAt(end))) {
        end++;
      }
    } else if (sign == 0 && trim && end < source.length() && source.charAt(end) == '\n') {
      end++;
    }
    consume(end);
  }

  private void variable() {
    add(Token.Kind.VARIABLE_BEGIN, "{{");
    char sign = new TagLexer("}}").lex();
    add(Token.Kind.VARIABLE_END, "}}");
    afterTag(position + 2, sign, false);
  }

  private void block() {
    int raw = keywordEnd("raw", false);
    if (raw >= 0) {
      afterTag(raw, source.charAt(raw - 3) == '-' ? '-' : '+', false);
      rawBody();
      return;
    }
    add(Token.Kind.BLOCK_BEGIN, "{%");
    char sign = new TagLexer("%}").lex();
    add(Token.Kind.BLOCK_END, "%}");
    afterTag(position + 2, sign, true);
  }

  /** Where the tag {@code {% word %}} ends whose word should stand here, or -1. */
  private int keywordEnd(String word, boolean plusAllowed) {
    int at = skipSpace(position);
    if (!source.startsWith(word, at)) {
      return -1;
    }
    at = skipSpace(at + word.length());
    char sign = sign(at);
    if (sign == '-' || (sign == '+' && plusAllowed)) {
      at++;
    }
    return source.startsWith("%}", at) ? at + 2 : -1;
  }

  private int skipSpace(int from) {
    int at = from;
    while (at < source.length() && CodePoints.isSpace(source.charAt(at))) {
      at++;
    }
    return at;
  }

  private void rawBody() {
    int start = position;
    lineStarting = source.charAt(position - 1) == '\n';
    for (int tag = source.indexOf("{%", start); tag >= 0; tag = source.indexOf("{%", tag + 1)) {
      char sign = sign(tag + 2);
      position = sign == 0 ? tag + 2 : tag + 3;
      int end = keywordEnd("endraw", true);
      position = start;
      if (end >= 0) {
        dataBefore(tag, sign, false);
        afterTag(end, sign(end - 3), true);
        return;
      }
    }
    if (position < source.length()) {
      throw fault("a raw block does not end");
    }
  }

  private TemplateSyntaxFault fault(String message) {
    return new TemplateSyntaxFault(line, message);
  }

  /** Tokens between the delimiters of one tag. */
  private final class TagLexer {
    private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";
    private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");

    private final String end;
    private final StringBuilder open = new StringBuilder();

    TagLexer(String end) {
      this.end = end;
    }

    /** Stops before the closing delimiter and gives the sign in front of it, 0 for none. */
    char lex() {
      while (true) {
        consume(skipSpace(position));
        if (position >= source.length()) {
          throw fault("a tag does not end");
        }
        char sign = end.equals("}}") && sign(position) == '+' ? 0 : sign(position);
        int close = sign == 0 ? position : position + 1;
        if (open.isEmpty() && source.startsWith(end, close)) {
          consume(close);
          return sign;
        }
        token(source.charAt(position));
      }
    }

    private void token(char c) {
      if (c >= '0' && c <= '9') {
        number();
      } else if (isWord(source.codePointAt(position))) {
        name();
      } else if (c == '"' || c == '\'') {
        string(c);
      } else {
        operator(c);
      }
    }

    private void number() {
      int end = NumberLiteral.floatEnd(source, position);
      boolean real = end > 0 && !(position > 0 && source.charAt(position - 1) == '.');
      if (!real) {
        end = NumberLiteral.integerEnd(source, position);
      }
      add(real ? Token.Kind.FLOAT : Token.Kind.INTEGER, source.substring(position, end));
      position = end;
    }

    private void name() {
      int at = position;
      while (at < source.length() && isWord(source.codePointAt(at))) {
        at += Character.charCount(source.codePointAt(at));
      }
      String name = source.substring(position, at);
      if (!Character.isUnicodeIdentifierStart(name.codePointAt(0)) && name.charAt(0) != '_') {
        throw fault("'" + name + "' is not a name");
      }
      add(Token.Kind.NAME, name);
      position = at;
    }

    private static boolean isWord(int c) {
      return c == '_'
          || Character.isLetterOrDigit(c)
          || Character.getType(c) == Character.LETTER_NUMBER;
    }

    private void string(char quote) {
      int at = position + 1;
      while (at < source.length() && source.charAt(at) != quote) {
        at += source.charAt(at) == '\\' ? 2 : 1;
      }
      if (at >= source.length()) {
        throw fault("a string does not end");
      }
      add(Token.Kind.STRING, StringLiteral.value(source.substring(position + 1, at), line));
      consume(at + 1);
    }

    private void operator(char c) {
      String two = source.substring(position, Math.min(position + 2, source.length()));
      String operator = LONG_OPERATORS.contains(two) ? two : String.valueOf(c);
      if (operator.length() == 1 && OPERATORS.indexOf(c) < 0) {
        throw fault("unexpected character '" + c + "'");
      }
      balance(c, operator);
      add(Token.Kind.OPERATOR, operator);
      position += operator.length();
    }

    private void balance(char c, String operator) {
      if (operator.length() > 1) {
        return;
      }
      int opening = "([{".indexOf(c);
      if (opening >= 0) {
        open.append(")]}".charAt(opening));
      } else if (")]}".indexOf(c) >= 0) {
        int last = open.length() - 1;
        if (last < 0 || open.charAt(last) != c) {
          throw fault("unexpected '" + c + "'");
        }
        open.setLength(last);
      }
    }
  }
}
