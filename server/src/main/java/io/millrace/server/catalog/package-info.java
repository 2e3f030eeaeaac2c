/** What tables and views there are: kept in a database in the data directory, served to statements as immutable states. */
package io.millrace.server.catalog;
