package io.nightjar.archive.container;

import io.nightjar.archive.ItemLimit;
import io.nightjar.archive.NameRule;
import io.nightjar.archive.OneLine;
import io.nightjar.archive.SourceFile;
import io.nightjar.archive.StorageException;
import io.nightjar.image.EncodedImage;
import io.nightjar.image.FirstBytes;
import io.nightjar.image.ImageContent;
import io.nightjar.image.Rejection;
import io.nightjar.image.Rejection.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Reads a zip's members; one that cannot be read does not keep the others from it. */
final class ReadZipMember {
  private final ZipDirectory directory;
  private final ZipFile zip;
  private final SourceFile source;
  private final OpenFiles files;
  private final NameRule rule;

  ReadZipMember(ZipDirectory directory, SourceFile source, OpenFiles files, NameRule rule) {
    this.rule = rule;
    this.directory = directory;
    this.zip = directory.zip();
    this.source = source;
    this.files = files;
  }

  Member member(ZipArchiveEntry entry, int occurrence) {
    MemberName name = directory.name(entry);
    try {
      return new MemberLook(rule).at(name, occurrence, entry.getSize(), content(entry));
    } catch (IOException e) { // of storage
      return Member.ofImage(name, occurrence, refused(e));
    }
  }

  private MemberContent content(ZipArchiveEntry entry) {
    return new MemberContent() {
      @Override
      public byte[] head() throws IOException {
        return ReadZipMember.this.head(entry);
      }

      @Override
      public ImageContent whole() {
        return ReadZipMember.this.whole(entry);
      }
    };
  }

  /** None where the content cannot be made out; only storage may fail. */
  private byte[] head(ZipArchiveEntry entry) throws StorageException {
    if (unreadable(entry).isPresent()) {
      return new byte[0];
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes(FirstBytes.COUNT);
    } catch (IOException e) {
      Optional<StorageException> failure = StorageException.in(e);
      if (failure.isPresent()) {
        throw failure.get();
      }
      return new byte[0];
    } catch (RuntimeException e) { // commons-compress has several for hostile bytes
      return new byte[0];
    }
  }

  /** Whether its size allows it. */
  static boolean isOpened(ZipArchiveEntry entry) {
    return entry.getSize() <= ItemLimit.BYTES;
  }

  private Optional<Rejection> unreadable(ZipArchiveEntry entry) {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      return refused(Reason.UNREADABLE, "it is encrypted");
    }
    if (entry.isUnixSymlink()) {
      return refused(Reason.UNSUPPORTED_FORMAT, "a link");
    }
    return zip.canReadEntryData(entry)
        ? Optional.empty()
        : refused(Reason.UNREADABLE, "zip's compression method %d".formatted(entry.getMethod()));
  }

  private static Optional<Rejection> refused(Reason reason, String detail) {
    return Optional.of(Refusals.rejection(reason, detail));
  }

  private ImageContent whole(ZipArchiveEntry entry) {
    Optional<Rejection> unreadable = unreadable(entry);
    if (unreadable.isPresent()) {
      return unreadable.get();
    }
    if (entry.getSize() < 0) {
      return Refusals.rejection(Reason.CORRUPT, "the zip's directory tells no length");
    }
    if (!isOpened(entry)) {
      return ItemLimit.exceeded(entry.getSize());
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return checked(entry, in.readNBytes((int) entry.getSize() + 1));
    } catch (EOFException e) {
      return Refusals.rejection(Reason.TRUNCATED, "the zip ends inside it");
    } catch (IOException e) {
      return refused(e);
    } catch (RuntimeException e) { // commons-compress has several for hostile bytes
      return Refusals.rejection(Reason.CORRUPT, OneLine.of(e));
    }
  }

  private Rejection refused(IOException cause) {
    try {
      return files.refusal(cause, source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** commons-compress compares neither lengths nor checksums. */
  private static ImageContent checked(ZipArchiveEntry entry, byte[] bytes) {
    if (bytes.length < entry.getSize()) {
      return Refusals.rejection(
          Reason.TRUNCATED,
          "%d bytes, the zip's directory says %d".formatted(bytes.length, entry.getSize()));
    }
    if (bytes.length > entry.getSize()) {
      return Refusals.rejection(
          Reason.CORRUPT,
          "more bytes than the %d that the zip's directory says".formatted(entry.getSize()));
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue() == entry.getCrc()
        ? new EncodedImage(bytes)
        : Refusals.rejection(Reason.CORRUPT, "its checksum is not the one in the zip's directory");
  }
}
