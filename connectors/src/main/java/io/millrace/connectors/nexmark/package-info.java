/** The Nexmark events (Tucker et al., 2010) as a stream: event {@code i} is a function of {@code i} alone. */
package io.millrace.connectors.nexmark;
