package org.endorm.engine.tensor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.endorm.engine.tensor.X86Assembler.Width;

/** What this machine can multiply and hold, as the operating system tells it. */
public final class Processor {
  private static final Set<String> FLAGS = flags(Path.of("/proc/cpuinfo"));

  private Processor() {}

  /** Whether matrix products in bfloat16 run on units made for them. */
  public static boolean multipliesBfloat16() {
    return FLAGS.contains("avx512_bf16") || FLAGS.contains("amx_bf16");
  }

  /** Whether it multiplies and adds eight float32 numbers at once, rounded once (AVX2 and FMA). */
  static boolean fusesEights() {
    return FLAGS.contains("avx2") && FLAGS.contains("fma");
  }

  /** The same of sixteen (AVX-512). */
  static boolean fusesSixteens() {
    return FLAGS.contains("avx512f") && FLAGS.contains("avx512dq");
  }

  /** The same of vectors of a width. */
  static boolean fuses(Width width) {
    return switch (width) {
      case EIGHTS -> fusesEights();
      case SIXTEENS -> fusesSixteens();
    };
  }

  /** How many float32 numbers its longest vectors hold. */
  public static int longestVector() {
    return widest().numbers();
  }

  /** Its longest vectors, if it has any. */
  static Width widest() {
    return fusesSixteens() ? Width.SIXTEENS : Width.EIGHTS;
  }

  /**
   * Whether it multiplies pairs of bfloat16 numbers by vectors (AVX512-BF16), and has no tiles
   * (AMX), which are faster.
   */
  static boolean multipliesPairs() {
    return FLAGS.contains("avx512_bf16") && !FLAGS.contains("amx_bf16");
  }

  /** The same of fours of 8-bit integers (AVX512-VNNI). */
  static boolean multipliesFours() {
    return FLAGS.contains("avx512_vnni") && !FLAGS.contains("amx_int8");
  }

  /** Whether it makes float32 numbers of eight float16 numbers at once (F16C). */
  static boolean widensHalves() {
    return FLAGS.contains("f16c");
  }

  /**
   * Whether products of 8-bit integers run on units made for them: those without add pairs of
   * products in 16 bits, which overflow.
   */
  public static boolean multipliesInt8() {
    return FLAGS.contains("avx512_vnni")
        || FLAGS.contains("avx_vnni")
        || FLAGS.contains("amx_int8");
  }

  /** Bytes of memory that this process may use: the machine's, or its container's. */
  public static long machineMemory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** The flags of the first processor; none where the file does not exist (not Linux). */
  static Set<String> flags(Path cpuinfo) {
    if (!Files.isReadable(cpuinfo)) {
      return Set.of();
    }
    try (var lines = Files.lines(cpuinfo)) {
      return lines
          .filter(line -> line.startsWith("flags"))
          .limit(1)
          .flatMap(line -> Arrays.stream(line.substring(line.indexOf(':') + 1).trim().split(" ")))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
