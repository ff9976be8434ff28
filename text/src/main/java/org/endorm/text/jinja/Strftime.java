package org.endorm.text.jinja;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;

/** Python's {@code datetime.strftime} in the C locale, with glibc's padding flags. */
final class Strftime {
  private static final List<String> WEEKDAYS =
      List.of("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday");
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");

  private final LocalDateTime time;
  private final StringBuilder out = new StringBuilder();

  private Strftime(LocalDateTime time) {
    this.time = time;
  }

  static String format(String format, LocalDateTime time) {
    Strftime run = new Strftime(time);
    run.run(format);
    return run.out.toString();
  }

  private void run(String format) {
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      char flag = 0;
      if (i + 2 < format.length() && "-_0^#".indexOf(format.charAt(i + 1)) >= 0) {
        flag = format.charAt(++i);
      }
      if (++i >= format.length()) {
        throw Fault.value("a strftime format ends in %");
      }
      directive(format.charAt(i), flag);
    }
  }

  private void directive(char directive, char flag) {
    switch (directive) {
      case 'Y' -> number(time.getYear(), 4, '0', flag);
      case 'C' -> number(time.getYear() / 100, 2, '0', flag);
      case 'y' -> number(time.getYear() % 100, 2, '0', flag);
      case 'm' -> number(time.getMonthValue(), 2, '0', flag);
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flag);
      case 'e' -> number(time.getDayOfMonth(), 2, ' ', flag);
      case 'H' -> number(time.getHour(), 2, '0', flag);
      case 'k' -> number(time.getHour(), 2, ' ', flag);
      case 'I' -> number(hour12(), 2, '0', flag);
      case 'l' -> number(hour12(), 2, ' ', flag);
      case 'M' -> number(time.getMinute(), 2, '0', flag);
      case 'S' -> number(time.getSecond(), 2, '0', flag);
      case 'f' -> number(time.getNano() / 1000, 6, '0', flag);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flag);
      case 'u' -> number(time.getDayOfWeek().getValue(), 1, '0', flag);
      case 'w' -> number(weekdayFromSunday(), 1, '0', flag);
      case 'U' -> number((time.getDayOfYear() + 6 - weekdayFromSunday()) / 7, 2, '0', flag);
      case 'W' -> number((time.getDayOfYear() + 6 - weekdayFromMonday()) / 7, 2, '0', flag);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
      case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 4, '0', flag);
      default -> words(directive, flag);
    }
  }

  private void words(char directive, char flag) {
    switch (directive) {
      case 'A' -> text(weekday(), flag);
      case 'a' -> text(weekday().substring(0, 3), flag);
      case 'B' -> text(month(), flag);
      case 'b', 'h' -> text(month().substring(0, 3), flag);
      case 'p' -> text(time.getHour() < 12 ? "AM" : "PM", flag);
      case 'P' -> text(time.getHour() < 12 ? "am" : "pm", flag);
      case 'c' -> run("%a %b %e %H:%M:%S %Y");
      case 'D', 'x' -> run("%m/%d/%y");
      case 'F' -> run("%Y-%m-%d");
      case 'T', 'X' -> run("%H:%M:%S");
      case 'R' -> run("%H:%M");
      case 'r' -> run("%I:%M:%S %p");
      case 'n' -> out.append('\n');
      case 't' -> out.append('\t');
      case '%' -> out.append('%');
      // A naive time has no zone.
      case 'z', 'Z' -> {}
      default -> throw Fault.unsupported("the strftime directive %" + directive);
    }
  }

  private String weekday() {
    return WEEKDAYS.get(time.getDayOfWeek().getValue() - 1);
  }

  private String month() {
    return MONTHS.get(time.getMonthValue() - 1);
  }

  private int hour12() {
    return time.get(ChronoField.CLOCK_HOUR_OF_AMPM);
  }

  private int weekdayFromSunday() {
    return time.getDayOfWeek().getValue() % 7;
  }

  private int weekdayFromMonday() {
    return time.getDayOfWeek().getValue() - 1;
  }

  private void number(int value, int width, char padding, char flag) {
    String digits = Integer.toString(value);
    char pad = flag == '0' ? '0' : flag == '_' ? ' ' : padding;
    int missing = flag == '-' ? 0 : Math.max(0, width - digits.length());
    out.repeat(pad, missing).append(digits);
  }

  private void text(String text, char flag) {
    out.append(flag == '^' || flag == '#' ? text.toUpperCase(Locale.ROOT) : text);
  }
}
