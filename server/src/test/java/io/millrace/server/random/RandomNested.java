package io.millrace.server.random;

import io.millrace.server.random.Field.Kind;
import io.millrace.server.random.RandomRelations.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What makes several rows of one: the elements of arrays, with and without their numbers. */
final class RandomNested {
    private final Random random;
    private final RandomExpressions expressions;
    private final RandomRelations relations;

    RandomNested(Random random, RandomExpressions expressions, RandomRelations relations) {
        this.random = random;
        this.expressions = expressions;
        this.relations = relations;
    }

    /** A relation and, beside each of its rows, the elements of an array of it. */
    Relation elements() {
        String alias = relations.alias("t");
        List<Field> fields = new ArrayList<>(RandomTables.fields(RandomTables.LISTS, alias));
        String elements = relations.alias("e");
        boolean numbered = random.nextBoolean();
        boolean outer = random.nextBoolean();
        String sql = RandomTables.LISTS + " AS " + alias + (outer ? " LEFT JOIN " : " CROSS JOIN ") + "UNNEST(" + alias
                + ".l)" + (numbered ? " WITH ORDINALITY" : "") + " AS " + elements + (numbered ? " (c0, c1)" : " (c0)")
                + (outer ? " ON TRUE" : "");
        fields.add(0, new Field(elements + ".c0", Kind.INT));
        if (numbered) {
            fields.add(1, new Field(elements + ".c1", Kind.INT));
        }
        return new Relation(sql, fields);
    }

    /** A condition over the elements of an array of a row around it. */
    String condition(Field list, List<Field> scope) {
        String alias = relations.alias("e");
        List<Field> fields = RandomRelations.concat(List.of(new Field(alias + ".c0", Kind.INT)), scope);
        String from = " FROM UNNEST(" + list.name() + ") AS " + alias + " (c0) WHERE "
                + expressions.condition(fields, 1) + ")";
        return switch (random.nextInt(3)) {
            case 0 -> "EXISTS (SELECT 1" + from;
            case 1 -> expressions.of(Kind.INT, scope, 0) + " IN (SELECT " + alias + ".c0" + from;
            default -> expressions.of(Kind.INT, scope, 0) + " > (SELECT COUNT(*)" + from;
        };
    }
}
