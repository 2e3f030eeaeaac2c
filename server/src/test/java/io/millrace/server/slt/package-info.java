/** The suite of sqllogictest files: how they are read, run three ways, and compared with other engines. */
package io.millrace.server.slt;
