package io.nightjar.archive.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Encodings of East Asia, in which a character's second byte may be that of a backslash. Nothing in
 * a zip tells of them, so its names do, all together: one alone may be text in any encoding.
 */
enum PairedText {
  CP932("windows-31j", 0x81) {
    @Override
    boolean isLead(int octet) {
      return super.isLead(octet) && (octet < 0xA0 || octet > 0xDF); // there is kana of one byte
    }
  },
  BIG5("Big5", 0xA1),
  GBK("GBK", 0x81) {
    /** Nearly any two bytes are a character, but those in use have high bytes only. */
    @Override
    boolean isUsual(int lead, int trail) {
      return lead >= 0xA1 && trail >= 0xA1;
    }
  };

  private final String charset;
  private final int firstLead;

  PairedText(String charset, int firstLead) {
    this.charset = charset;
    this.firstLead = firstLead;
  }

  /** The encoding in which all of the names are text; empty for names of one byte a character. */
  static Optional<PairedText> of(List<byte[]> names) {
    List<byte[]> encoded = names.stream().filter(name -> !LosslessText.isUtf8(name)).toList();
    return encoded.isEmpty()
        ? Optional.empty()
        : Arrays.stream(values()).filter(encoding -> encoding.isOfAll(encoded)).findFirst();
  }

  /** Whether a byte begins a character of two. */
  boolean isLead(int octet) {
    return octet >= firstLead && octet <= 0xFE;
  }

  boolean isUsual(int lead, int trail) {
    return true;
  }

  private boolean isOfAll(List<byte[]> names) {
    return Charset.isSupported(charset)
        && names.stream().allMatch(this::decodes)
        && names.stream().mapToInt(this::evidence).sum() > 0;
  }

  private boolean decodes(byte[] name) {
    try {
      Charset.forName(charset).newDecoder().decode(ByteBuffer.wrap(name));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * How many characters of two bytes speak for the encoding, less those that speak for another: an
   * accented letter follows a letter, and is of one byte.
   */
  private int evidence(byte[] name) {
    int evidence = 0;
    for (int i = 0; i < name.length; i++) {
      int octet = name[i] & 0xFF;
      if (isLead(octet) && i + 1 < name.length) {
        boolean followsLetter = i > 0 && isLetter(name[i - 1]);
        evidence += !followsLetter && isUsual(octet, name[i + 1] & 0xFF) ? 1 : -1;
        i++;
      } else if (octet > 0x7F) {
        evidence--;
      }
    }
    return evidence;
  }

  private static boolean isLetter(byte octet) {
    return new String(new byte[] {octet}, ISO_8859_1).matches("[A-Za-z]");
  }
}
