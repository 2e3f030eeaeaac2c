/** Millrace beside other engines, their values told alike. */
package io.millrace.server.compare;
