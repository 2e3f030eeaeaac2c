package io.millrace.planner.parse;

import io.millrace.planner.parse.node.CreateSinkNode;
import io.millrace.planner.parse.node.CreateTableNode;
import io.millrace.planner.parse.node.CreateViewNode;
import io.millrace.planner.parse.node.DescribeNode;
import io.millrace.planner.parse.node.DropNode;
import io.millrace.planner.parse.node.ExplainNode;
import io.millrace.planner.parse.node.ShowNode;
import io.millrace.planner.parse.node.SubscribeNode;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlInsert;
import org.apache.calcite.sql.SqlMerge;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSetOption;
import org.apache.calcite.sql.parser.SqlParserPos;

/**
 * What a statement is; everything that we do not support yet was refused before. Immutable, except that validation may
 * rewrite the queries inside, as Calcite does: a statement is validated once.
 */
public sealed interface Statement {
    /** The syntax tree, which {@link SqlText} can write. */
    SqlNode node();

    /** Calls the method for this kind of statement. */
    <R> R accept(Visitor<R> visitor);

    /** One method a kind of statement. */
    interface Visitor<R> {
        R query(Query statement);

        R insert(Insert statement);

        R change(Change statement);

        R merge(Merge statement);

        R createTable(CreateTable statement);

        R createView(CreateView statement);

        R createSink(CreateSink statement);

        R drop(Drop statement);

        R show(Show statement);

        R describe(Describe statement);

        R explain(Explain statement);

        R subscribe(Subscribe statement);

        R set(Set statement);
    }

    /** SELECT, VALUES, TABLE, WITH or a set operation; {@code stream} after SELECT STREAM, a word the query has no more. */
    record Query(SqlNode query, boolean stream) implements Statement {
        /** The query, without STREAM. */
        @Override
        public SqlNode node() {
            return query;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.query(this);
        }
    }

    /** INSERT INTO or UPSERT INTO a table. */
    record Insert(SqlInsert insert) implements Statement {
        @Override
        public SqlNode node() {
            return insert;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.insert(this);
        }
    }

    /** UPDATE or DELETE of rows of a table. */
    record Change(SqlNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.change(this);
        }
    }

    /** MERGE of rows into a table. */
    record Merge(SqlMerge merge) implements Statement {
        @Override
        public SqlNode node() {
            return merge;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.merge(this);
        }
    }

    /** CREATE TABLE. */
    record CreateTable(CreateTableNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createTable(this);
        }
    }

    /** CREATE VIEW; whether it can be maintained is for the later steps. */
    record CreateView(CreateViewNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createView(this);
        }
    }

    /** CREATE SINK. */
    record CreateSink(CreateSinkNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.createSink(this);
        }
    }

    /** DROP TABLE, VIEW or SINK. */
    record Drop(DropNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.drop(this);
        }
    }

    /** SHOW. */
    record Show(ShowNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.show(this);
        }
    }

    /** DESCRIBE. */
    record Describe(DescribeNode node) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.describe(this);
        }
    }

    /** EXPLAIN of a query, a statement that writes or a CREATE VIEW. */
    record Explain(ExplainNode.Subject subject, Statement explained) implements Statement {
        @Override
        public SqlNode node() {
            return new ExplainNode(SqlParserPos.ZERO, subject, explained.node());
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.explain(this);
        }
    }

    /** SUBSCRIBE TO a view or a query. */
    record Subscribe(SubscribeNode node) implements Statement {
        /** Whether it names a view or table rather than giving a query. */
        public boolean isNamed() {
            return node.target() instanceof SqlIdentifier;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.subscribe(this);
        }
    }

    /** SET name = value, or RESET name, which has no value. */
    record Set(SqlSetOption option) implements Statement {
        @Override
        public SqlNode node() {
            return option;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.set(this);
        }
    }
}
