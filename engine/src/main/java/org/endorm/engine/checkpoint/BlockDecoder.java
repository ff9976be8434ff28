package org.endorm.engine.checkpoint;

/**
 * Decodes blocks of one ggml type into float32.
 *
 * <p>The layouts are those of ggml's {@code block_*} structures; the order of operations is that of
 * {@code gguf.quants} (0.19), so that results are the same bit for bit.
 */
@FunctionalInterface
interface BlockDecoder {
  /** Decodes the first {@code count} blocks of {@code blocks} into the front of {@code values}. */
  void decode(byte[] blocks, float[] values, int count);

  /** The decoder of a block type. */
  static BlockDecoder of(ElementType type) {
    return switch (type) {
      case Q4_0 -> ClassicQuants::q4v0;
      case Q4_1 -> ClassicQuants::q4v1;
      case Q5_0 -> ClassicQuants::q5v0;
      case Q5_1 -> ClassicQuants::q5v1;
      case Q8_0 -> ClassicQuants::q8v0;
      case Q2_K -> KQuants::q2;
      case Q3_K -> KQuants::q3;
      case Q4_K -> KQuants::q4;
      case Q5_K -> KQuants::q5;
      case Q6_K -> KQuants::q6;
      case IQ4_NL -> LookupQuants::iq4nl;
      case IQ4_XS -> LookupQuants::iq4xs;
      case MXFP4 -> LookupQuants::mxfp4;
      default -> throw new IllegalArgumentException(type + " has no blocks");
    };
  }

  /** The float16 whose two bytes, little endian, begin at {@code at}. */
  static float half(byte[] bytes, int at) {
    return Float.float16ToFloat((short) (bytes[at] & 0xff | bytes[at + 1] << 8));
  }
}
