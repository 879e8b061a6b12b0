package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.lang3.ArrayUtils;

/**
 * What stands beside images and describes them.
 *
 * @param name its own
 * @param label that it gives
 */
record Sidecar(MemberName name, String label) {
  /** Whatever is larger is no label, and would be held until its image has come. */
  static final int LARGEST = 1 << 20;

  private static final List<String> LABEL_FIELDS = List.of("label", "cls", "class");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The best to describe an image comes first: a class by itself, then the longest name. */
  private static final Comparator<Sidecar> BEST_FIRST =
      Comparator.comparing((Sidecar sidecar) -> !sidecar.name.extension().equals("cls"))
          .thenComparing(sidecar -> -sidecar.name.stem().length());

  /** Empty where there is no label: an image does not suffer from what is written beside it. */
  static Optional<Sidecar> of(Member member) {
    byte[] bytes = member.text();
    String text =
        switch (member.name().extension()) {
          case "cls" -> LosslessText.of(bytes).strip();
          case "json" -> field(bytes);
          default -> "";
        };
    return text.isEmpty() ? Optional.empty() : Optional.of(new Sidecar(member.name(), text));
  }

  /** The label of an image, where one of these describes it. */
  static Optional<String> label(List<Sidecar> sidecars, MemberName image) {
    return label(sidecars.stream().filter(sidecar -> sidecar.describes(image)));
  }

  /** The label of an image beside which no other stands: any of these is its own. */
  static Optional<String> label(List<Sidecar> sidecars) {
    return label(sidecars.stream());
  }

  private static Optional<String> label(Stream<Sidecar> sidecars) {
    return sidecars.min(BEST_FIRST).map(Sidecar::label);
  }

  /** {@code a.cls} describes {@code a.png} and {@code a.left.png}. */
  private boolean describes(MemberName image) {
    return image.path().startsWith(name.stem() + ".");
  }

  private static String field(byte[] json) {
    try {
      return isOtherEncoding(json)
          ? LosslessText.of(bytes(field(JSON.readTree(new String(json, ISO_8859_1)))))
          : LosslessText.of(field(JSON.readTree(json)).getBytes(UTF_8));
    } catch (IOException e) {
      return "";
    }
  }

  private static String field(JsonNode fields) {
    return LABEL_FIELDS.stream()
        .map(fields::path)
        .filter(field -> field.isValueNode() && !field.isNull())
        .map(JsonNode::asText)
        .findFirst()
        .orElse("");
  }

  /** True for what JSON knows no encoding of: UTF-16 and UTF-32 have zeros. */
  private static boolean isOtherEncoding(byte[] json) {
    return !LosslessText.isUtf8(json) && !ArrayUtils.contains(json, (byte) 0);
  }

  /** The bytes that were read as a character each; beside them, such that were escaped. */
  private static byte[] bytes(String latin1) {
    var bytes = new ByteArrayOutputStream();
    latin1
        .codePoints()
        .mapToObj(Character::toString)
        .map(text -> text.getBytes(text.codePointAt(0) > 0xFF ? UTF_8 : ISO_8859_1))
        .forEach(bytes::writeBytes);
    return bytes.toByteArray();
  }
}
