package io.millrace.executor.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.executor.type.Column;
import io.millrace.executor.type.ColumnType;
import io.millrace.executor.type.TypeKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NestedValuesTest {
    private static final ColumnType BIGINT = ColumnType.of(TypeKind.BIGINT);
    private static final ColumnType TEXT = ColumnType.of(TypeKind.VARCHAR);
    private static final ColumnType DOUBLE = ColumnType.of(TypeKind.DOUBLE);
    private static final ColumnType WIDE = ColumnType.decimal(38, 2);
    private static final ColumnType ROW = ColumnType.row(List.of(
            new Column("n", BIGINT),
            new Column("s", TEXT),
            new Column("list", ColumnType.array(TEXT)),
            new Column("w", WIDE),
            new Column("d", DOUBLE),
            new Column("f", ColumnType.of(TypeKind.BOOLEAN)),
            new Column("u", ColumnType.of(TypeKind.UUID))));
    private static final ColumnType MAP = ColumnType.map(TEXT, ColumnType.array(BIGINT));

    /** A random value of a type; small domains, so that values meet. */
    private static @Nullable Object random(Random random, ColumnType type) {
        if (random.nextInt(5) == 0) {
            return null;
        }
        return switch (type.kind()) {
            case BIGINT ->
                List.of(0L, 1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE, 255L).get(random.nextInt(6));
            case VARCHAR ->
                List.of("", "a", "ab", "\0", "a\0", "a\0b", "é", "\u0001", "\u0002")
                        .get(random.nextInt(9));
            case DOUBLE ->
                List.of(0.0, 1.5, -1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)
                        .get(random.nextInt(6));
            case DECIMAL ->
                List.of(new BigDecimal("0.00"), new BigDecimal("-1.00"), new BigDecimal("1E30").setScale(2))
                        .get(random.nextInt(3));
            case BOOLEAN -> random.nextBoolean();
            case UUID -> new UUID(random.nextInt(2) - 1, random.nextInt(2) - 1);
            case ARRAY -> list(random, type.part(0), random.nextInt(4));
            case MULTISET -> list(random, type.part(0), random.nextInt(4));
            case ROW -> {
                List<@Nullable Object> fields = new ArrayList<>();
                type.parts().forEach(field -> fields.add(random(random, field.type())));
                yield fields;
            }
            case MAP -> {
                Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    Object key = random(random, type.part(0));
                    map.put(key == null ? "null" : key, random(random, type.part(1)));
                }
                yield map;
            }
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static List<@Nullable Object> list(Random random, ColumnType type, int size) {
        List<@Nullable Object> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(random(random, type));
        }
        return list;
    }

    private static Object present(Random random, ColumnType type) {
        Object value = random(random, type);
        return value == null ? present(random, type) : value;
    }

    /** The order that SQL gives values: element by element, NULLs high, shorter ones first. */
    private static int compare(@Nullable Object a, @Nullable Object b, ColumnType type) {
        if (a == null || b == null) {
            return Boolean.compare(a == null, b == null);
        }
        return switch (type.kind()) {
            case BIGINT -> Long.compare((Long) a, (Long) b);
            case DOUBLE -> Double.compare((Double) a, (Double) b);
            case BOOLEAN -> Boolean.compare((Boolean) a, (Boolean) b);
            case DECIMAL -> ((BigDecimal) a).compareTo((BigDecimal) b);
            case VARCHAR ->
                Arrays.compareUnsigned(
                        ((String) a).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        ((String) b).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            case UUID -> {
                UUID left = (UUID) a;
                UUID right = (UUID) b;
                int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
                yield high != 0
                        ? high
                        : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
            }
            case ARRAY, ROW -> lists((List<?>) a, (List<?>) b, type);
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static int lists(List<?> a, List<?> b, ColumnType type) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i), type.part(type.kind() == TypeKind.ROW ? i : 0));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void bytesAreEqualAndOrderedAsTheValuesAre(long seed) {
        Random random = new Random(seed);
        for (ColumnType type : List.of(ROW, ColumnType.array(ROW), ColumnType.array(ColumnType.array(TEXT)))) {
            for (int i = 0; i < 3_000; i++) {
                Object a = present(random, type);
                Object b = present(random, type);
                int bytes = Arrays.compareUnsigned(NestedValues.encode(a, type), NestedValues.encode(b, type));
                assertThat(Integer.signum(bytes))
                        .as("seed %s: %s and %s", seed, a, b)
                        .isEqualTo(Integer.signum(compare(a, b, type)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void whatIsEncodedIsDecoded(long seed) {
        Random random = new Random(seed);
        for (ColumnType type : List.of(ROW, MAP, ColumnType.array(MAP), ColumnType.map(BIGINT, ROW))) {
            for (int i = 0; i < 500; i++) {
                if (type.kind() == TypeKind.MAP && type.part(0).equals(BIGINT)) {
                    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                    map.put((long) i, random(random, ROW));
                    map.put(-1L, random(random, ROW));
                    assertThat(decoded(map, type)).as("seed %s", seed).isEqualTo(map);
                } else {
                    Object value = present(random, type);
                    assertThat(decoded(value, type)).as("seed %s", seed).isEqualTo(value);
                }
            }
        }
    }

    /** The value behind some bytes that are not its own, as in a column. */
    private static Object decoded(Object value, ColumnType type) {
        byte[] bytes = NestedValues.encode(value, type);
        byte[] among = new byte[bytes.length + 7];
        Arrays.fill(among, (byte) 0xFF);
        System.arraycopy(bytes, 0, among, 3, bytes.length);
        return NestedValues.decode(among, 3, bytes.length, type);
    }

    @Test
    void aMapHasOneFormWhateverTheOrderOfItsEntries() {
        Map<Object, @Nullable Object> one = new LinkedHashMap<>();
        Map<Object, @Nullable Object> other = new LinkedHashMap<>();
        List<String> keys = new ArrayList<>(List.of("b", "a", "", "ab", "c", "aa", "B", "z", "y"));
        keys.forEach(key -> one.put(key, Collections.singletonList((long) key.length())));
        Collections.reverse(keys);
        keys.forEach(key -> other.put(key, Collections.singletonList((long) key.length())));

        assertThat(NestedValues.encode(one, MAP)).isEqualTo(NestedValues.encode(other, MAP));
        keys.sort(Comparator.naturalOrder());
        assertThat(((Map<?, ?>) decoded(one, MAP)).keySet().stream().map(String::valueOf))
                .containsExactlyElementsOf(keys);
    }

    @Test
    void ofEntriesWithOneKeyTheLastStays() {
        NestedWriter writer = new NestedWriter();
        for (long value : new long[] {1, 2, 3}) {
            for (String key : List.of("k", "j")) {
                writer.startEntry();
                writer.addBytes(key.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 1);
                writer.endKey();
                writer.add(value * key.charAt(0));
            }
        }
        writer.endEntries();

        ColumnType type = ColumnType.map(TEXT, BIGINT);
        assertThat(NestedValues.decode(writer.data(), 0, writer.length(), type))
                .isEqualTo(Map.of("k", 3L * 'k', "j", 3L * 'j'));
    }

    @Test
    void aMultisetHasOneFormWhateverTheOrderOfItsElements() {
        ColumnType type = ColumnType.multiset(TEXT);
        byte[] one = NestedValues.encode(Arrays.asList("b", null, "a", "b"), type);

        assertThat(NestedValues.encode(Arrays.asList("b", "b", "a", null), type))
                .isEqualTo(one);
        assertThat(NestedValues.decode(one, 0, one.length, type)).isEqualTo(Arrays.asList("a", "b", "b", null));
    }

    @Test
    void zeroHasOneSign() {
        ColumnType type = ColumnType.array(DOUBLE);

        assertThat(NestedValues.encode(List.of(-0.0), type)).isEqualTo(NestedValues.encode(List.of(0.0), type));
    }

    @Test
    void anObjectOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> NestedValues.encode(List.of("x"), ColumnType.array(BIGINT)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NestedValues.encode(List.of(1L), ROW)).isInstanceOf(IllegalArgumentException.class);
    }
}
