/** The TPC-H queries as views, over rows of our own making. */
package io.millrace.server.tpch;
