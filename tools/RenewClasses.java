import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites the classes of a jar that are older than Java 7 in the format of Java 8, with the frames
 * that its verifier reads: a JVM's start cache takes no older ones. What they do stays the same.
 *
 * <p>{@code java tools/RenewClasses.java JAR}
 */
final class RenewClasses {
  private final ClassFile format;

  private RenewClasses(ClassLoader classes) {
    this.format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
  }

  public static void main(String[] args) throws IOException {
    Path jar = Path.of(args[0]);
    Path renewed = Path.of(args[0] + ".new");
    try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        ZipFile from = new ZipFile(jar.toFile());
        OutputStream file = Files.newOutputStream(renewed);
        ZipOutputStream to = new ZipOutputStream(file)) {
      RenewClasses renewing = new RenewClasses(classes);
      for (ZipEntry entry : Collections.list(from.entries())) {
        byte[] content = from.getInputStream(entry).readAllBytes();
        to.putNextEntry(new ZipEntry(entry.getName()));
        to.write(entry.getName().endsWith(".class") ? renewing.renewed(content) : content);
      }
    }
    Files.move(renewed, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private byte[] renewed(byte[] content) {
    ClassModel old = format.parse(content);
    if (old.majorVersion() >= ClassFile.JAVA_7_VERSION) {
      return content;
    }
    return format.build(
        old.thisClass().asSymbol(),
        builder -> {
          builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
          ClassTransform bodies = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
          builder.transform(
              old,
              ClassTransform.dropping(element -> element instanceof ClassFileVersion)
                  .andThen(bodies));
        });
  }
}
