package io.millrace.server.tpch;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Rows for the eight tables in the shapes and value ranges of the TPC-H specification (chapter 4.2), drawn by our own
 * generator: not the official rows, but every query finds some.
 */
final class TpchRows {
    private static final List<String> NATIONS = List.of(
            "ALGERIA:0",
            "ARGENTINA:1",
            "BRAZIL:1",
            "CANADA:1",
            "EGYPT:4",
            "ETHIOPIA:0",
            "FRANCE:3",
            "GERMANY:3",
            "INDIA:2",
            "INDONESIA:2",
            "IRAN:4",
            "IRAQ:4",
            "JAPAN:2",
            "JORDAN:4",
            "KENYA:0",
            "MOROCCO:0",
            "MOZAMBIQUE:0",
            "PERU:1",
            "CHINA:2",
            "ROMANIA:3",
            "SAUDI ARABIA:4",
            "VIETNAM:2",
            "RUSSIA:3",
            "UNITED KINGDOM:3",
            "UNITED STATES:1");
    private static final List<String> REGIONS = List.of("AFRICA", "AMERICA", "ASIA", "EUROPE", "MIDDLE EAST");
    private static final List<String> COLORS = List.of(
            "almond",
            "blue",
            "coral",
            "drab",
            "forest",
            "green",
            "honeydew",
            "ivory",
            "linen",
            "navy",
            "olive",
            "plum");
    private static final List<String> SEGMENTS =
            List.of("AUTOMOBILE", "BUILDING", "FURNITURE", "MACHINERY", "HOUSEHOLD");
    private static final List<String> PRIORITIES =
            List.of("1-URGENT", "2-HIGH", "3-MEDIUM", "4-NOT SPECIFIED", "5-LOW");
    private static final List<String> MODES =
            List.of("REG AIR", "AIR", "AIR REG", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB");
    private static final List<String> INSTRUCTIONS =
            List.of("DELIVER IN PERSON", "COLLECT COD", "NONE", "TAKE BACK RETURN");
    private static final List<String> SIZES = List.of("SM", "LG", "MED", "JUMBO", "WRAP");
    private static final List<String> CONTAINERS = List.of("CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM");
    private static final List<String> TYPES = List.of("STANDARD", "SMALL", "MEDIUM", "LARGE", "ECONOMY", "PROMO");
    private static final List<String> FINISHES = List.of("ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED");
    private static final List<String> METALS = List.of("TIN", "NICKEL", "BRASS", "STEEL", "COPPER");
    private static final List<String> WORDS = List.of(
            "carefully",
            "special",
            "packages",
            "requests",
            "Customer",
            "quick",
            "Complaints",
            "deposits",
            "sleep",
            "ironic");

    /** Orders from this day on are still open. */
    private static final LocalDate TODAY = LocalDate.of(1995, 6, 17);

    private static final LocalDate FIRST = LocalDate.of(1992, 1, 1);
    private static final int DAYS = 2_406;

    private final Random random;
    private final int parts;
    private final int suppliers;
    private final int customers;
    private final int orders;
    private final Map<String, List<Object[]>> tables = new LinkedHashMap<>();

    private TpchRows(double scale, Random random) {
        this.random = random;
        this.parts = (int) (200_000 * scale);
        this.suppliers = (int) (10_000 * scale);
        this.customers = (int) (150_000 * scale);
        this.orders = (int) (1_500_000 * scale);
    }

    /** The rows of each table at a scale, by its name. */
    static Map<String, List<Object[]>> generate(double scale, Random random) {
        TpchRows rows = new TpchRows(scale, random);
        rows.fixed();
        rows.supplier();
        rows.customer();
        rows.part();
        rows.orders();
        return rows.tables;
    }

    private void add(String table, Object... row) {
        tables.computeIfAbsent(table, name -> new ArrayList<>()).add(row);
    }

    private void fixed() {
        for (int region = 0; region < REGIONS.size(); region++) {
            add("region", region, REGIONS.get(region), comment());
        }
        for (int nation = 0; nation < NATIONS.size(); nation++) {
            String[] parts = NATIONS.get(nation).split(":", 2);
            add("nation", nation, parts[0], Integer.parseInt(parts[1]), comment());
        }
    }

    private void supplier() {
        for (int key = 1; key <= suppliers; key++) {
            int nation = random.nextInt(NATIONS.size());
            add(
                    "supplier",
                    key,
                    "Supplier#" + key,
                    "street " + random.nextInt(900),
                    nation,
                    phone(nation),
                    money(-99_999, 999_999),
                    comment());
        }
    }

    private void customer() {
        for (int key = 1; key <= customers; key++) {
            int nation = random.nextInt(NATIONS.size());
            add(
                    "customer",
                    key,
                    "Customer#" + key,
                    "street " + random.nextInt(900),
                    nation,
                    phone(nation),
                    money(-99_999, 999_999),
                    pick(SEGMENTS),
                    comment());
        }
    }

    private void part() {
        for (int key = 1; key <= parts; key++) {
            int maker = 1 + random.nextInt(5);
            String type = pick(TYPES) + " " + pick(FINISHES) + " " + pick(METALS);
            add(
                    "part",
                    key,
                    pick(COLORS) + " " + pick(COLORS) + " " + pick(COLORS),
                    "Manufacturer#" + maker,
                    "Brand#" + maker + (1 + random.nextInt(5)),
                    type,
                    1 + random.nextInt(50),
                    pick(SIZES) + " " + pick(CONTAINERS),
                    price(key),
                    pick(WORDS));
            for (int i = 0; i < 4; i++) {
                add("partsupp", key, supplierOf(key, i), 1 + random.nextInt(9_999), money(100, 100_000), comment());
            }
        }
    }

    private int supplierOf(int part, int which) {
        return (part + which * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1;
    }

    private static BigDecimal price(int part) {
        return BigDecimal.valueOf(90_000 + part / 10 % 20_001 + 100L * (part % 1_000), 2);
    }

    private void orders() {
        for (int key = 1; key <= orders; key++) {
            LocalDate date = FIRST.plusDays(random.nextInt(DAYS - 151));
            int lines = 1 + random.nextInt(7);
            int open = 0;
            BigDecimal total = BigDecimal.ZERO;
            for (int line = 1; line <= lines; line++) {
                Object[] item = line(key, line, date);
                open += item[9].equals("O") ? 1 : 0;
                total = total.add((BigDecimal) item[5]);
                add("lineitem", item);
            }
            // A third of the customers never orders.
            int customer = 1 + random.nextInt(customers / 3) * 3;
            String status = open == 0 ? "F" : open == lines ? "O" : "P";
            add(
                    "orders",
                    key,
                    customer,
                    status,
                    total,
                    Date.valueOf(date),
                    pick(PRIORITIES),
                    "Clerk#" + random.nextInt(10),
                    0,
                    comment());
        }
    }

    private Object[] line(int order, int line, LocalDate ordered) {
        int part = 1 + random.nextInt(parts);
        int quantity = 1 + random.nextInt(50);
        LocalDate shipped = ordered.plusDays(1 + random.nextInt(121));
        LocalDate committed = ordered.plusDays(30 + random.nextInt(61));
        LocalDate received = shipped.plusDays(1 + random.nextInt(30));
        String flag = received.isAfter(TODAY) ? "N" : random.nextBoolean() ? "R" : "A";
        return new Object[] {
            order,
            line,
            part,
            supplierOf(part, random.nextInt(4)),
            BigDecimal.valueOf(quantity),
            price(part).multiply(BigDecimal.valueOf(quantity)),
            money(0, 11),
            money(0, 9),
            flag,
            shipped.isAfter(TODAY) ? "O" : "F",
            Date.valueOf(shipped),
            Date.valueOf(committed),
            Date.valueOf(received),
            pick(INSTRUCTIONS),
            pick(MODES),
            comment()
        };
    }

    private String phone(int nation) {
        return (10 + nation) + "-" + (100 + random.nextInt(900)) + "-" + (1_000 + random.nextInt(9_000));
    }

    private BigDecimal money(int from, int to) {
        return BigDecimal.valueOf(from + random.nextInt(to - from), 2);
    }

    private String comment() {
        return pick(WORDS) + " " + pick(WORDS) + " " + pick(WORDS);
    }

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
