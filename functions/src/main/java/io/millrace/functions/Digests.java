package io.millrace.functions;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Checksums of texts (their UTF-8 bytes) and of binary strings, as lower-case hexadecimal digits or a number. One for each call in a
 * kernel, as it keeps its state between rows; allocates the digest's bytes.
 */
public final class Digests {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final CRC32 crc = new CRC32();
    private @Nullable MessageDigest digest;

    /** A digest that is made when it is first asked for. */
    public Digests() {}

    public Slice md5(Slice bytes, SliceBuilder into) {
        return hex("MD5", bytes, into);
    }

    public Slice sha1(Slice bytes, SliceBuilder into) {
        return hex("SHA-1", bytes, into);
    }

    public Slice sha224(Slice bytes, SliceBuilder into) {
        return hex("SHA-224", bytes, into);
    }

    public Slice sha256(Slice bytes, SliceBuilder into) {
        return hex("SHA-256", bytes, into);
    }

    public Slice sha384(Slice bytes, SliceBuilder into) {
        return hex("SHA-384", bytes, into);
    }

    public Slice sha512(Slice bytes, SliceBuilder into) {
        return hex("SHA-512", bytes, into);
    }

    /** The cyclic redundancy check of 32 bits, as a number from 0 on. */
    public long crc32(Slice bytes) {
        crc.reset();
        crc.update(bytes.data, bytes.start, bytes.length);
        return crc.getValue();
    }

    /** An object is asked for one algorithm only. */
    private Slice hex(String algorithm, Slice bytes, SliceBuilder into) {
        MessageDigest known = digest;
        if (known == null) {
            known = digest(algorithm);
            digest = known;
        }
        known.update(bytes.data, bytes.start, bytes.length);
        byte[] sum = known.digest();
        into.reset(2 * sum.length);
        for (byte b : sum) {
            into.append(DIGITS[b >> 4 & 0xF]);
            into.append(DIGITS[b & 0xF]);
        }
        return into;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
