<#-- Our productions. They are put into the middle of Calcite's parser template, so they may call any of its own. -->

boolean IfNotExistsOpt() :
{
}
{
    LOOKAHEAD(3)
    <IF> <NOT> <EXISTS> { return true; }
|
    { return false; }
}

boolean IfExistsOpt() :
{
}
{
    LOOKAHEAD(2)
    <IF> <EXISTS> { return true; }
|
    { return false; }
}

boolean NotEnforcedOpt() :
{
}
{
    LOOKAHEAD(2)
    <NOT> <ENFORCED> { return true; }
|
    { return false; }
}

/** The entries of WITH, in parentheses. */
SqlNodeList Options() :
{
    final Span s;
    final List<SqlNode> list = new ArrayList<SqlNode>();
}
{
    <LPAREN> { s = span(); }
    [
        AddOption(list)
        ( <COMMA> AddOption(list) )*
    ]
    <RPAREN> { return new SqlNodeList(list, s.end(this)); }
}

void AddOption(List<SqlNode> list) :
{
    final SqlNode key;
    final SqlNode value;
}
{
    ( key = OptionText() | key = CompoundIdentifier() )
    <EQ>
    (
        value = OptionText()
    |
        value = NumericLiteral()
    |
        <TRUE> { value = SqlLiteral.createBoolean(true, getPos()); }
    |
        <FALSE> { value = SqlLiteral.createBoolean(false, getPos()); }
    |
        value = SimpleIdentifier()
    )
    { list.add(new OptionNode(Span.of(key, value).pos(), key, value)); }
}

/** One string literal; unlike StringLiteral, no continuation on a second line. */
SqlLiteral OptionText() :
{
}
{
    <QUOTED_STRING> {
        return SqlLiteral.createCharString(SqlParserUtil.parseString(token.image), getPos());
    }
}

SqlCreate CreateTableStatement(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final List<SqlNode> elements = new ArrayList<SqlNode>();
    SqlNodeList entries = SqlNodeList.EMPTY;
    SqlNode query = null;
}
{
    <TABLE>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    [
        <LPAREN>
        AddTableElement(elements)
        ( <COMMA> AddTableElement(elements) )*
        <RPAREN>
    ]
    [ <WITH> entries = Options() ]
    [ <AS> query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY) ]
    {
        return new CreateTableNode(s.end(this), replace, ifNotExists, name,
            new SqlNodeList(elements, s.end(this)), entries, query);
    }
}

void AddTableElement(List<SqlNode> elements) :
{
    final Span s;
    final SqlIdentifier column;
    final SqlNode e;
    SqlIdentifier constraint = null;
    final SqlNodeList columns;
    final boolean notEnforced;
}
{
    LOOKAHEAD(2)
    <WATERMARK> { s = span(); } <FOR>
    column = SimpleIdentifier()
    <AS>
    e = Expression(ExprContext.ACCEPT_SUB_QUERY) {
        elements.add(new WatermarkNode(s.end(this), column, e));
    }
|
    { s = Span.of(); }
    [ <CONSTRAINT> { s.add(this); } constraint = SimpleIdentifier() ]
    (
        <PRIMARY> { s.add(this); } <KEY>
        columns = ParenthesizedSimpleIdentifierList()
        notEnforced = NotEnforcedOpt() {
            elements.add(new PrimaryKeyNode(s.end(this), constraint, columns, !notEnforced));
        }
    |
        <UNIQUE> { s.add(this); }
        columns = ParenthesizedSimpleIdentifierList() {
            elements.add(new UniqueNode(s.end(this), constraint, columns));
        }
    |
        <CHECK> { s.add(this); }
        <LPAREN> e = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN> {
            elements.add(new CheckNode(s.end(this), constraint, e));
        }
    )
|
    AddColumn(elements)
}

void AddColumn(List<SqlNode> elements) :
{
    final SqlIdentifier name;
    final SqlNode e;
    final Span s;
    SqlDataTypeSpec type;
    SqlNode defaultValue = null;
    SqlLiteral key = null;
    boolean virtual = false;
    final List<SqlNode> constraints = new ArrayList<SqlNode>();
}
{
    name = SimpleIdentifier() { s = span(); }
    (
        <AS>
        e = Expression(ExprContext.ACCEPT_SUB_QUERY) {
            elements.add(new ColumnNode.Computed(s.end(this), name, e));
        }
    |
        type = DataType()
        [ LOOKAHEAD(2) type = Nullability(type) ]
        (
            <METADATA>
            [ <FROM> key = OptionText() ]
            [ <VIRTUAL> { virtual = true; } ]
            { elements.add(new ColumnNode.Metadata(s.end(this), name, type, key, virtual)); }
        |
            (
                type = Nullability(type)
            |
                <DEFAULT_> defaultValue = Expression(ExprContext.ACCEPT_SUB_QUERY)
            |
                AddColumnConstraint(name, constraints)
            )*
            {
                elements.add(new ColumnNode.Stored(s.end(this), name, type, defaultValue));
                elements.addAll(constraints);
            }
        )
    )
}

SqlDataTypeSpec Nullability(SqlDataTypeSpec type) :
{
}
{
    <NOT> <NULL> { return type.withNullable(false); }
|
    <NULL> { return type.withNullable(true); }
}

/** A constraint at a column. */
void AddColumnConstraint(SqlIdentifier column, List<SqlNode> constraints) :
{
    final Span s;
    SqlIdentifier constraint = null;
    final boolean notEnforced;
    final SqlNode e;
}
{
    { s = Span.of(); }
    [ <CONSTRAINT> { s.add(this); } constraint = SimpleIdentifier() ]
    (
        <PRIMARY> { s.add(this); } <KEY>
        notEnforced = NotEnforcedOpt() {
            constraints.add(new PrimaryKeyNode(s.end(this), constraint,
                new SqlNodeList(Collections.singletonList(column), column.getParserPosition()), !notEnforced));
        }
    |
        <UNIQUE> {
            s.add(this);
            constraints.add(new UniqueNode(s.end(this), constraint,
                new SqlNodeList(Collections.singletonList(column), column.getParserPosition())));
        }
    |
        <CHECK> { s.add(this); }
        <LPAREN> e = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN> {
            constraints.add(new CheckNode(s.end(this), constraint, e));
        }
    )
}

SqlCreate CreateViewStatement(Span s, boolean replace) :
{
    boolean materialized = false;
    final boolean ifNotExists;
    final SqlIdentifier name;
    SqlNodeList columns = SqlNodeList.EMPTY;
    SqlNodeList entries = SqlNodeList.EMPTY;
    final SqlNode query;
    EmitNode emit = null;
}
{
    [ <MATERIALIZED> { materialized = true; } ]
    <VIEW>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    [ columns = ParenthesizedSimpleIdentifierList() ]
    [ <WITH> entries = Options() ]
    <AS>
    query = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    [ emit = Emit() ]
    {
        return new CreateViewNode(s.end(this),
            new CreateViewNode.Mode(replace, materialized, ifNotExists), name, columns, entries, query, emit);
    }
}

SqlCreate CreateSinkStatement(Span s, boolean replace) :
{
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlNode source;
    SqlNodeList entries = SqlNodeList.EMPTY;
}
{
    <SINK>
    ifNotExists = IfNotExistsOpt()
    name = CompoundIdentifier()
    [ <WITH> entries = Options() ]
    (
        <FROM> source = CompoundIdentifier()
    |
        <AS> source = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ <WITH> entries = Options() ]
    { return new CreateSinkNode(s.end(this), replace, ifNotExists, name, source, entries); }
}

EmitNode Emit() :
{
    final Span s;
    boolean onWindowClose = false;
    SqlNode interval = null;
}
{
    <EMIT> { s = span(); }
    (
        <ON> <WINDOW> <CLOSE> { onWindowClose = true; }
        [ <EVERY> interval = IntervalLiteral() ]
    |
        <EVERY> interval = IntervalLiteral()
    )
    { return new EmitNode(s.end(this), onWindowClose, interval); }
}

SqlDrop DropStatement(Span s, boolean replace) :
{
    final ObjectKind kind;
    final boolean ifExists;
    final SqlIdentifier name;
    boolean cascade = false;
}
{
    (
        <TABLE> { kind = ObjectKind.TABLE; }
    |
        <VIEW> { kind = ObjectKind.VIEW; }
    |
        <MATERIALIZED> <VIEW> { kind = ObjectKind.MATERIALIZED_VIEW; }
    |
        <SINK> { kind = ObjectKind.SINK; }
    )
    ifExists = IfExistsOpt()
    name = CompoundIdentifier()
    [ <CASCADE> { cascade = true; } | <RESTRICT> ]
    { return new DropNode(s.end(this), kind, ifExists, name, cascade); }
}

SqlNode ShowStatement() :
{
    final Span s;
    final ShowNode.Subject subject;
    SqlIdentifier name = null;
    SqlNode pattern = null;
}
{
    <SHOW> { s = span(); }
    (
        <TABLES> { subject = ShowNode.Subject.TABLES; }
        [ <LIKE> pattern = OptionText() ]
    |
        [ <MATERIALIZED> ] <VIEWS> { subject = ShowNode.Subject.VIEWS; }
        [ <LIKE> pattern = OptionText() ]
    |
        <SINKS> { subject = ShowNode.Subject.SINKS; }
    |
        <TIME> <ZONE> { subject = ShowNode.Subject.TIME_ZONE; }
    |
        <COLUMNS> ( <FROM> | <IN> ) name = CompoundIdentifier() { subject = ShowNode.Subject.COLUMNS; }
    |
        <CREATE>
        (
            <TABLE> { subject = ShowNode.Subject.CREATE_TABLE; }
        |
            [ <MATERIALIZED> ] <VIEW> { subject = ShowNode.Subject.CREATE_VIEW; }
        |
            <SINK> { subject = ShowNode.Subject.CREATE_SINK; }
        )
        name = CompoundIdentifier()
    )
    { return new ShowNode(s.end(this), subject, name, pattern); }
}

/** Stands before Calcite's own DESCRIBE, which remains for what is not a name. */
SqlNode DescribeStatement() :
{
    final Span s;
    final SqlIdentifier name;
}
{
    ( <DESCRIBE> | <DESC> ) { s = span(); }
    [ <TABLE> | LOOKAHEAD(<VIEW> CompoundIdentifier()) <VIEW> ]
    name = CompoundIdentifier()
    { return new DescribeNode(s.end(this), name); }
}

/** Stands before Calcite's own EXPLAIN, which is never reached. */
SqlNode ExplainStatement() :
{
    final Span s;
    ExplainNode.Subject subject = ExplainNode.Subject.PLAN;
    final SqlNode statement;
}
{
    <EXPLAIN> { s = span(); }
    [
        LOOKAHEAD(2)
        (
            <PLAN> <FOR>
        |
            <CIRCUIT> <FOR> { subject = ExplainNode.Subject.CIRCUIT; }
        |
            <STATE> <FOR> { subject = ExplainNode.Subject.STATE; }
        )
    ]
    ( statement = SqlCreate() | statement = SqlQueryOrDml() )
    { return new ExplainNode(s.end(this), subject, statement); }
}

SqlNode SubscribeStatement() :
{
    final Span s;
    final SqlNode target;
    SqlNodeList entries = SqlNodeList.EMPTY;
}
{
    <SUBSCRIBE> { s = span(); }
    [ <TO> ]
    (
        LOOKAHEAD(1)
        target = CompoundIdentifier()
    |
        target = OrderedQueryOrExpr(ExprContext.ACCEPT_QUERY)
    )
    [ <WITH> entries = Options() ]
    { return new SubscribeNode(s.end(this), target, entries); }
}

/** SET TIME ZONE 'x' is SET time_zone = 'x', and SET TIME ZONE LOCAL or DEFAULT is RESET time_zone. */
SqlNode SetTimeZoneStatement() :
{
    final Span s;
    final SqlIdentifier name;
    SqlNode zone = null;
}
{
    <SET> { s = span(); }
    <TIME> { name = new SqlIdentifier("time_zone", getPos()); }
    <ZONE>
    ( zone = OptionText() | <LOCAL> | <DEFAULT_> )
    { return new SqlSetOption(s.end(this), null, (SqlNode) name, zone); }
}

/** A time as clocks of another zone show it, or the other way round; binds more tightly than arithmetic. */
void AtTimeZone(List<Object> list, ExprContext exprContext, Span s) :
{
}
{
    <AT> {
        checkNonQueryExpression(exprContext);
        s.clear().add(this);
    }
    <TIME> <ZONE> {
        list.add(new SqlParserUtil.ToTreeListItem(AtTimeZoneOperator.INSTANCE, s.end(this)));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** What may stand behind the call of an aggregate: FILTER, and OVER. */
SqlNode AggregateTail(SqlNode aggregate) :
{
    SqlNode call = aggregate;
    final SqlNode condition;
    final SqlNode window;
    final Span s;
}
{
    [
        <FILTER> { s = span(); }
        <LPAREN> <WHERE> condition = Expression(ExprContext.ACCEPT_SUB_QUERY) <RPAREN>
        { call = SqlStdOperatorTable.FILTER.createCall(s.end(this), call, condition); }
    ]
    [
        <OVER> { final Span over = span(); }
        (
            window = SimpleIdentifier()
        |
            window = WindowSpecification()
        )
        { call = SqlStdOperatorTable.OVER.createCall(over.end(window), call, window); }
    ]
    { return call; }
}

SqlNode JsonObjectAggregate() :
{
    final SqlNode aggregate;
    final SqlNode call;
}
{
    aggregate = JsonObjectAggFunctionCall()
    call = AggregateTail(aggregate)
    { return call; }
}

SqlNode JsonArrayAggregate() :
{
    final SqlNode aggregate;
    final SqlNode call;
}
{
    aggregate = JsonArrayAggFunctionCall()
    call = AggregateTail(aggregate)
    { return call; }
}

/** PostgreSQL's operators for parts of JSON, json -> 'name' and json ->> 'name'. */
void JsonArrow(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlBinaryOperator operator;
}
{
    (
        <LAMBDA> { operator = JsonArrowOperator.JSON; }
    |
        <JSON_ARROW_TEXT> { operator = JsonArrowOperator.TEXT; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(operator, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/** PostgreSQL's cast, expression::type; binds more tightly than any other operator. */
void InfixCast(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> {
        checkNonQueryExpression(exprContext);
        s.clear().add(this);
    }
    type = DataType() {
        list.add(new SqlParserUtil.ToTreeListItem(SqlLibraryOperators.INFIX_CAST, s.pos()));
        list.add(type);
    }
}

/** An interval with its fields, as a type. */
SqlTypeNameSpec IntervalType() :
{
    final Span s;
    final SqlIntervalQualifier qualifier;
}
{
    <INTERVAL> { s = span(); }
    qualifier = IntervalQualifier() {
        return new IntervalTypeName(qualifier, s.end(this));
    }
}

/** Names that other systems have for our types; they are no keywords, so that columns may be called so. */
SqlTypeNameSpec TypeAlias() :
{
    final SqlTypeName type;
}
{
    (
        LOOKAHEAD({ TypeAliases.contains(getToken(1).image) })
        <IDENTIFIER> { type = TypeAliases.type(token.image); }
    )
    { return new SqlBasicTypeNameSpec(type, getPos()); }
}
