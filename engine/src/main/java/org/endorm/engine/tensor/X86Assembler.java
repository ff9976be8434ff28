package org.endorm.engine.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes machine code of x86-64 processors, as many instructions as the kernels here are made of.
 *
 * <p>Vectors are registers of one {@link Width}, called by their number.
 *
 * <p>Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
final class X86Assembler {
  /** How many float32 numbers a vector holds. */
  enum Width {
    /** Sixteen registers of AVX2. */
    EIGHTS(8),
    /** Thirty-two registers of AVX-512. */
    SIXTEENS(16);

    private final int numbers;

    Width(int numbers) {
      this.numbers = numbers;
    }

    int numbers() {
      return numbers;
    }

    int bytes() {
      return numbers * Float.BYTES;
    }
  }

  /** A register of 64 bits; its place here is its number in the code. */
  enum Register {
    RAX,
    RCX,
    RDX,
    RBX,
    RSP,
    RBP,
    RSI,
    RDI,
    R8,
    R9,
    R10,
    R11,
    R12,
    R13,
    R14
  }

  /** The memory at base + scale · index + offset; a scale of 0 has no index. */
  record Address(Register base, int scale, @Nullable Register index, int offset) {
    static Address of(Register base, int offset) {
      return new Address(base, 0, null, offset);
    }

    /**
     * The first number of one of four rows.
     *
     * @param threeStrides holds three times what the stride does
     */
    static Address ofRow(Register first, Register stride, Register threeStrides, int row) {
      return switch (row) {
        case 0 -> of(first, 0);
        case 1, 2 -> new Address(first, row, stride, 0);
        case 3 -> new Address(first, 1, threeStrides, 0);
        default -> throw new IllegalArgumentException("row " + row);
      };
    }

    Address plus(int bytes) {
      return new Address(base, scale, index, offset + bytes);
    }
  }

  /** Where a jump goes that is yet to be written. */
  record Jump(int end) {}

  private static final int MAP_0F = 1;
  private static final int MAP_0F38 = 2;
  private static final int MAP_0F3A = 3;
  private static final int PREFIX_NONE = 0;
  private static final int PREFIX_66 = 1;
  private static final int PREFIX_F3 = 2;

  // Registers of AVX-512 for masks, and what makes of the places they leave out.
  private static final int REMEMBERED = 1;
  private static final int CHOSEN = 2;
  private static final int ELSE_ZERO = 0x80;

  private final Width width;
  private final ByteBuffer code;

  /**
   * @param width of all vectors
   * @param room the most bytes that will be written
   */
  X86Assembler(Width width, int room) {
    this.width = width;
    this.code = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes of a vector. */
  int vectorBytes() {
    return width.bytes();
  }

  // Vectors

  void clear(int vector) {
    vector(MAP_0F, PREFIX_66, 0xEF, vector, vector, vector);
  }

  void load(int vector, Address from) {
    vector(MAP_0F, PREFIX_NONE, 0x10, vector, 0, from);
  }

  void store(Address to, int vector) {
    vector(MAP_0F, PREFIX_NONE, 0x11, vector, 0, to);
  }

  /** One number to all places. */
  void broadcast(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x18, vector, 0, from);
  }

  /** sum += a · b, rounded once. */
  void multiplyAdd(int sum, int a, int b) {
    vector(MAP_0F38, PREFIX_66, 0xB8, sum, a, b);
  }

  /** sum += a₀ · b₀ + a₁ · b₁ of the pairs of bfloat16 numbers in each place (AVX512-BF16). */
  void multiplyAddPairs(int sum, int a, int b) {
    vector(MAP_0F38, PREFIX_F3, 0x52, sum, a, b);
  }

  /**
   * The same of integers: of four bytes without a sign and four with one, without any rounding
   * (AVX512-VNNI).
   */
  void multiplyAddFours(int sum, int unsigned, int signed) {
    vector(MAP_0F38, PREFIX_66, 0x50, sum, unsigned, signed);
  }

  /** sum −= a · b, rounded once. */
  void multiplySubtract(int sum, int a, int b) {
    vector(MAP_0F38, PREFIX_66, 0xBC, sum, a, b);
  }

  /** product = product · a + b, rounded once. */
  void timesPlus(int product, int a, int b) {
    vector(MAP_0F38, PREFIX_66, 0xA8, product, a, b);
  }

  void add(int vector, Address other) {
    vector(MAP_0F, PREFIX_NONE, 0x58, vector, vector, other);
  }

  /** target = a + b. */
  void add(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x58, target, a, b);
  }

  /** target = a − b. */
  void subtract(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x5C, target, a, b);
  }

  /** The same of integers of 32 bits. */
  void subtractIntegers(int target, int a, int b) {
    vector(MAP_0F, PREFIX_66, 0xFA, target, a, b);
  }

  void multiply(int vector, Address other) {
    vector(MAP_0F, PREFIX_NONE, 0x59, vector, vector, other);
  }

  /** target = a · b. */
  void multiply(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x59, target, a, b);
  }

  /** target = a / b. */
  void divide(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x5E, target, a, b);
  }

  void maximum(int vector, Address other) {
    vector(MAP_0F, PREFIX_NONE, 0x5F, vector, vector, other);
  }

  void maximum(int vector, int other) {
    vector(MAP_0F, PREFIX_NONE, 0x5F, vector, vector, other);
  }

  void squareRoot(int vector) {
    vector(MAP_0F, PREFIX_NONE, 0x51, vector, 0, vector);
  }

  /**
   * Remembers where a is b or more, or either is no number.
   *
   * @param mask a vector that may be written; not used where there are registers for masks
   */
  void notLess(int mask, int a, Address b) {
    vector(MAP_0F, PREFIX_NONE, 0xC2, width == Width.EIGHTS ? mask : REMEMBERED, a, b);
    bytes(5);
  }

  /**
   * Clears a vector but where {@link #notLess} said so.
   *
   * @param mask as it was told
   */
  void keep(int vector, int mask) {
    switch (width) {
      case EIGHTS -> and(vector, mask);
      case SIXTEENS -> {
        evex(vector, vector >> 4, vector >> 3 & 1, MAP_0F, PREFIX_NONE, 0, ELSE_ZERO | REMEMBERED);
        bytes(0x28, 0xC0 | (vector & 7) * 9);
      }
    }
  }

  void and(int vector, int other) {
    vector(MAP_0F, PREFIX_66, 0xDB, vector, vector, other);
  }

  /** target = a, or b where the sign bit of chosen is set. */
  void choose(int target, int a, int b, int chosen) {
    switch (width) {
      case EIGHTS -> {
        vector(MAP_0F3A, PREFIX_66, 0x4A, target, a, b);
        bytes(chosen << 4);
      }
      case SIXTEENS -> {
        vector(MAP_0F38, PREFIX_F3, 0x39, CHOSEN, 0, chosen);
        evex(target, b >> 4, b >> 3 & 1, MAP_0F38, PREFIX_66, a, CHOSEN);
        bytes(0x65, 0xC0 | (target & 7) << 3 | b & 7);
      }
    }
  }

  /** target = bits of either. */
  void or(int target, int a, Address b) {
    vector(MAP_0F, PREFIX_NONE, 0x56, target, a, b);
  }

  /** To the nearest whole number. */
  void round(int target, int from) {
    vector(MAP_0F3A, PREFIX_66, 0x08, target, 0, from);
    bytes(0);
  }

  /** To integers of 32 bits. */
  void toIntegers(int target, int from) {
    vector(MAP_0F, PREFIX_66, 0x5B, target, 0, from);
  }

  /** Adds integers of 32 bits. */
  void addIntegers(int vector, Address other) {
    vector(MAP_0F, PREFIX_66, 0xFE, vector, vector, other);
  }

  void addIntegers(int vector, int other) {
    vector(MAP_0F, PREFIX_66, 0xFE, vector, vector, other);
  }

  /** Shifts integers of 32 bits. */
  void shiftLeft(int target, int from, int bits) {
    vector(MAP_0F, PREFIX_66, 0x72, 6, target, from);
    bytes(bits);
  }

  /** The same to the right; zeros follow. */
  void shiftRight(int target, int from, int bits) {
    vector(MAP_0F, PREFIX_66, 0x72, 2, target, from);
    bytes(bits);
  }

  /** The same, each by its own number of bits. */
  void shiftRightEach(int target, int from, int bits) {
    vector(MAP_0F38, PREFIX_66, 0x45, target, from, bits);
  }

  /** The first number, or integer. */
  void storeFirst(Address to, int vector) {
    storeLower(PREFIX_F3, to, vector);
  }

  /** The nearest bfloat16 numbers, in half as many bytes (AVX512-BF16). */
  void storeUpperHalves(Address to, int vector) {
    only(Width.SIXTEENS);
    vector(MAP_0F38, PREFIX_F3, 0x72, vector, 0, vector);
    storeLower(PREFIX_NONE, to, vector);
  }

  /** The first number, or the lower half of a long vector. */
  private void storeLower(int prefix, Address to, int vector) {
    if (vector > 15) {
      throw new IllegalArgumentException("vector " + vector + " has no such half");
    }
    vex(vector >> 3, extension(to) >> 1 & 1, extension(to) & 1, MAP_0F, prefix, 0);
    bytes(0x11);
    memory(vector & 7, to);
  }

  /** The lowest byte of each integer of 32 bits (AVX-512). */
  void storeBytes(Address to, int vector) {
    only(Width.SIXTEENS);
    vector(MAP_0F38, PREFIX_F3, 0x31, vector, 0, to);
  }

  /** Sets every bit. */
  void setBits(int vector) {
    only(Width.EIGHTS);
    vector(MAP_0F, PREFIX_66, 0x76, vector, vector, vector);
  }

  /** Bytes as integers of 32 bits, 0 to 255. */
  void loadBytes(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x31, vector, 0, from);
  }

  /** The same, −128 to 127. */
  void loadSignedBytes(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x21, vector, 0, from);
  }

  /** Integers of 32 bits to the nearest float32. */
  void toFloats(int target, int from) {
    vector(MAP_0F, PREFIX_NONE, 0x5B, target, 0, from);
  }

  /** Float16 numbers. */
  void loadHalves(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x13, vector, 0, from);
  }

  /** Numbers of 16 bits as the upper halves of 32 (bfloat16). */
  void loadUpperHalves(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x33, vector, 0, from);
    shiftLeft(vector, vector, 16);
  }

  /** One number of 16 bits (float16) to all places. */
  void broadcastHalf(int vector, Address from) {
    only(Width.EIGHTS);
    vector(MAP_0F38, PREFIX_66, 0x79, vector, 0, from);
    vector(MAP_0F38, PREFIX_66, 0x13, vector, 0, vector);
  }

  /** Four numbers to both halves. */
  void loadTwice(int vector, Address from) {
    vector(MAP_0F38, PREFIX_66, 0x1A, vector, 0, from);
  }

  /** Four numbers to the upper half; the lower stays. */
  void loadUpper(int vector, Address from) {
    only(Width.EIGHTS);
    vector(MAP_0F3A, PREFIX_66, 0x18, vector, vector, from);
    bytes(1);
  }

  /** target = a₀ b₀ a₁ b₁ of each 128 bits. */
  void interleaveLower(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x14, target, a, b);
  }

  /** target = a₂ b₂ a₃ b₃ of each 128 bits. */
  void interleaveUpper(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0x15, target, a, b);
  }

  /** target = a₀ a₁ b₀ b₁ of each 128 bits. */
  void lowerPairs(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0xC6, target, a, b);
    bytes(0x44);
  }

  /** target = a₂ a₃ b₂ b₃ of each 128 bits. */
  void upperPairs(int target, int a, int b) {
    vector(MAP_0F, PREFIX_NONE, 0xC6, target, a, b);
    bytes(0xEE);
  }

  /** target = from with its halves swapped. */
  private void swapHalves(int target, int from) {
    vector(MAP_0F3A, PREFIX_66, 0x06, target, from, from);
    bytes(1);
  }

  /** target = from with the pairs of each 128 bits swapped. */
  private void swapPairs(int target, int from) {
    vector(MAP_0F3A, PREFIX_66, 0x04, target, 0, from);
    bytes(0x4E);
  }

  /** target = from with the numbers of each pair swapped. */
  private void swapNeighbours(int target, int from) {
    vector(MAP_0F3A, PREFIX_66, 0x04, target, 0, from);
    bytes(0xB1);
  }

  /** target = from with its quarters moved: by two, or each pair of them swapped. */
  private void swapQuarters(int target, int from, int order) {
    vector(MAP_0F3A, PREFIX_66, 0x23, target, from, from);
    bytes(order);
  }

  /**
   * Joins the numbers of a vector, so that each of its places holds the result.
   *
   * @param other a vector that may be written
   * @param join writes how the vector and the other are joined into it
   */
  void acrossPlaces(int vector, int other, Runnable join) {
    switch (width) {
      case EIGHTS -> swapHalves(other, vector);
      case SIXTEENS -> {
        swapQuarters(other, vector, 0x4E);
        join.run();
        swapQuarters(other, vector, 0xB1);
      }
    }
    join.run();
    swapPairs(other, vector);
    join.run();
    swapNeighbours(other, vector);
    join.run();
  }

  private void only(Width needed) {
    if (width != needed) {
      throw new IllegalStateException("no such instruction for vectors of " + width);
    }
  }

  /** Leaves the vectors to code that knows only their halves; before a return. */
  void endVectors() {
    bytes(0xC5, 0xF8, 0x77);
  }

  // Whole numbers and addresses

  void move(Register to, Register from) {
    wide(to, from, 0x8B);
  }

  void move(Register to, Address from) {
    wide(to, from, 0x8B);
  }

  void address(Register to, Address of) {
    wide(to, of, 0x8D);
  }

  void add(Register to, Register other) {
    wide(to, other, 0x03);
  }

  void add(Register to, int number) {
    bytes(0x48 | high(to), 0x81, 0xC0 | low(to));
    word(number);
  }

  /** Sets whether it became zero. */
  void decrement(Register register) {
    bytes(0x48 | high(register), 0xFF, 0xC8 | low(register));
  }

  /** Sets whether it became zero. */
  void decrement(Address number) {
    bytes(0x48 | extension(number), 0xFF);
    memory(1, number);
  }

  /** Sets whether it is zero. */
  void test(Register register) {
    bytes(0x48 | high(register) << 2 | high(register), 0x85, 0xC0 | low(register) * 9);
  }

  /** Asks for a line of memory that will be needed, into the second cache. */
  void prefetch(Address line) {
    bytes(0x40 | extension(line), 0x0F, 0x18);
    memory(2, line);
  }

  void push(Register register) {
    bytes(0x40 | high(register), 0x50 | low(register));
  }

  void pop(Register register) {
    bytes(0x40 | high(register), 0x58 | low(register));
  }

  // Jumps

  /** Here, for a jump back. */
  int here() {
    return code.position();
  }

  void jumpBackIfNotZero(int target) {
    bytes(0x0F, 0x85);
    word(target - (code.position() + Integer.BYTES));
  }

  /** Writes a loop, which runs as often as a register says, once at least, and leaves it zero. */
  void repeat(Register times, Runnable body) {
    int again = here();
    body.run();
    decrement(times);
    jumpBackIfNotZero(again);
  }

  /** Jumps to where {@link #land} is told. */
  Jump jumpIfZero() {
    bytes(0x0F, 0x84);
    word(0);
    return new Jump(code.position());
  }

  void land(Jump jump) {
    code.putInt(jump.end() - Integer.BYTES, code.position() - jump.end());
  }

  void returns() {
    bytes(0xC3);
  }

  /** All that was written. */
  byte[] code() {
    return Arrays.copyOf(code.array(), code.position());
  }

  private void vector(int map, int prefix, int opcode, int to, int first, int second) {
    switch (width) {
      case EIGHTS -> vex(to >> 3, 0, second >> 3, map, prefix, first);
      case SIXTEENS -> evex(to, second >> 4, second >> 3 & 1, map, prefix, first);
    }
    bytes(opcode, 0xC0 | (to & 7) << 3 | second & 7);
  }

  private void vector(int map, int prefix, int opcode, int to, int first, Address second) {
    int highIndex = extension(second) >> 1 & 1;
    int highBase = extension(second) & 1;
    switch (width) {
      case EIGHTS -> vex(to >> 3, highIndex, highBase, map, prefix, first);
      case SIXTEENS -> evex(to, highIndex, highBase, map, prefix, first);
    }
    bytes(opcode);
    memory(to & 7, second);
  }

  /** The prefix of an instruction on vectors; it holds the high bits of registers inverted. */
  private void vex(int highTo, int highIndex, int highBase, int map, int prefix, int first) {
    int inverted = (highTo << 2 | highIndex << 1 | highBase) ^ 7;
    bytes(0xC4, inverted << 5 | map, (first ^ 15) << 3 | 4 | prefix);
  }

  /** The same of AVX-512, for vectors of 64 bytes. */
  private void evex(int to, int highIndex, int highBase, int map, int prefix, int first) {
    evex(to, highIndex, highBase, map, prefix, first, 0);
  }

  /**
   * @param mask the register of the places that are written; what becomes of the others
   */
  private void evex(int to, int highIndex, int highBase, int map, int prefix, int first, int mask) {
    int inverted = ((to >> 3 & 1) << 3 | highIndex << 2 | highBase << 1 | to >> 4) ^ 15;
    int fifthBit = first >> 4 ^ 1;
    int last = 0x40 | fifthBit << 3 | mask;
    bytes(0x62, inverted << 4 | map, (first & 15 ^ 15) << 3 | 4 | prefix, last);
  }

  private void wide(Register to, Register from, int opcode) {
    bytes(0x48 | high(to) << 2 | high(from), opcode, 0xC0 | low(to) << 3 | low(from));
  }

  private void wide(Register to, Address from, int opcode) {
    bytes(0x48 | high(to) << 2 | extension(from), opcode);
    memory(low(to), from);
  }

  /** The high bits of index and base. */
  private static int extension(Address address) {
    int index = address.index() == null ? 0 : high(address.index());
    return index << 1 | high(address.base());
  }

  /** The bytes that follow an opcode with an address: always by base, index and 32 bits. */
  private void memory(int register, Address address) {
    Register index = address.index() == null ? Register.RSP : address.index(); // RSP tells of none.
    int scale = Integer.numberOfTrailingZeros(Math.max(1, address.scale()));
    bytes(0x80 | register << 3 | 4, scale << 6 | low(index) << 3 | low(address.base()));
    word(address.offset());
  }

  private static int high(Register register) {
    return register.ordinal() >> 3;
  }

  private static int low(Register register) {
    return register.ordinal() & 7;
  }

  private void bytes(int... bytes) {
    for (int value : bytes) {
      code.put((byte) value);
    }
  }

  private void word(int word) {
    code.putInt(word);
  }
}
