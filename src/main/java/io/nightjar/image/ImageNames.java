package io.nightjar.image;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a file's name says of whether it is an image. A name that says so is believed: what does not
 * decode under it is a reject, also where the format is one that is not decoded. Other names prove
 * nothing, and the first bytes decide.
 */
public final class ImageNames {
  /** What is counted together of names without an extension. */
  public static final String NONE = "(none)";

  /** What is counted together of extensions that nobody would call one. */
  public static final String OTHER = "(other)";

  /** Numbers after a dot, sentences and bytes of other encodings are none. */
  private static final Pattern EXTENSION = Pattern.compile("(?=.*[a-z])[a-z0-9_+-]{1,16}");

  private static final Set<String> IMAGES =
      words(
          "jpg jpeg jpe jfif jfi jif jpg_large pjpeg pjp mpo jps png apng pns gif bmp dib webp tif tiff",
          "btf pnm pbm pgm ppm pam pfm heic heics heif heifs hif avif avifs avcs jp2 j2k jpf jpx jpm",
          "j2c jpc jph jxl jxr wdp hdp psd psb ico cur icns svg svgz tga pcx exr dds qoi xbm xpm xcf",
          "mng jng flif bpg sgi dcm dicom fits dng cr2 cr3 crw nef nrw arw srf sr2 orf rw2 raf pef srw",
          "3fr iiq erf mrw x3f kdc dcr mef mos rwl gpr");

  /** The extensions of what lies beside images every day; only guesses are made of them. */
  private static final Set<String> OTHERS =
      words(
          "txt text md rst log json jsonl json5 ndjson geojson xml html htm xhtml yaml yml toml ini cfg",
          "conf properties csv tsv parquet parq arrow feather avro orc npy npz pt pth pkl pickle h5",
          "hdf5 mat safetensors onnx pb tfrecord db db3 sqlite sqlite3 cache lock idx index cls caption",
          "label labels names list lst url webloc lnk torrent pdf doc docx xls xlsx ods odt ppt pptx",
          "rtf epub mp4 m4v mov avi mkv webm mpg mpeg wmv flv 3gp ts m3u8 mp3 wav flac ogg m4a aac wma",
          "aiff zip gz bz2 xz zst lz4 7z rar tar tgz iso py ipynb sh bat ps1 js css java c h cpp rb go",
          "r m exe dll so jar class sha1 sha256 sha512 md5 crc sum asc sig pem xmp aae srt vtt bak tmp",
          "part swp download crdownload ttf otf woff woff2");

  private static final Set<String> OTHER_NAMES =
      words(
          "readme license licence copying notice authors changelog version makefile dockerfile manifest",
          "sha256sums sha1sums md5sums checksums classes index done success .ds_store");

  private ImageNames() {}

  private static Set<String> words(String... lines) {
    return Set.of(String.join(" ", lines).split(" "));
  }

  /**
   * True for what is called an image.
   *
   * @param name without folders
   */
  public static boolean areOfImage(String name) {
    return IMAGES.contains(lowerExtension(name));
  }

  /**
   * True for what may well be an image, before anybody has looked: what is called one, and what is
   * called nothing that is known.
   *
   * @param name without folders
   */
  public static boolean mayBeOfImage(String name) {
    String extension = lowerExtension(name);
    boolean isOther =
        OTHERS.contains(extension) || (extension.isEmpty() && OTHER_NAMES.contains(lower(name)));
    return !isOther;
  }

  /**
   * What a name is counted under.
   *
   * @param name without folders
   * @return for example {@code .txt}, in lower case; {@value #NONE} or {@value #OTHER}
   */
  public static String extension(String name) {
    String extension = lowerExtension(name);
    if (extension.isEmpty()) {
      return NONE;
    }
    return EXTENSION.matcher(extension).matches() ? "." + extension : OTHER;
  }

  /** What follows the last dot, unless that comes first; blanks at either end say nothing. */
  private static String lowerExtension(String name) {
    String lower = lower(name);
    int dot = lower.lastIndexOf('.');
    return dot <= 0 ? "" : lower.substring(dot + 1);
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
