package io.millrace.planner.kernel;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads how many bytes of code the methods of a class file have. */
final class CodeSizes {
    private static final int UTF8 = 1;

    private CodeSizes() {}

    /** Bytes of code of the largest method. */
    static int largest(byte[] classFile) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile))) {
            in.skipNBytes(8);
            String[] names = constants(in);
            in.skipNBytes(6);
            in.skipNBytes(2L * in.readUnsignedShort());
            members(in, names);
            return members(in, names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] constants(DataInputStream in) throws IOException {
        String[] names = new String[in.readUnsignedShort()];
        for (int i = 1; i < names.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> names[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                default -> in.skipNBytes(4);
            }
        }
        return names;
    }

    /** Skips fields or methods; the largest code among them. */
    private static int members(DataInputStream in, String[] names) throws IOException {
        int largest = 0;
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            in.skipNBytes(6);
            for (int j = in.readUnsignedShort(); j > 0; j--) {
                String name = names[in.readUnsignedShort()];
                int length = in.readInt();
                if (name.equals("Code")) {
                    in.skipNBytes(4);
                    int code = in.readInt();
                    largest = Math.max(largest, code);
                    in.skipNBytes(length - 8L);
                } else {
                    in.skipNBytes(length);
                }
            }
        }
        return largest;
    }
}
