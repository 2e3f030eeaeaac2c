package io.millrace.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.calcite.avatica.DriverVersion;

/** The version of this driver, as the build wrote it. */
final class Version {
    static final String PRODUCT = "Millrace";

    private Version() {}

    static DriverVersion driver() {
        String version = built();
        return new DriverVersion(
                "Millrace JDBC driver",
                version,
                PRODUCT,
                version,
                false,
                part(version, 0),
                part(version, 1),
                part(version, 0),
                part(version, 1));
    }

    /** The first, second ... number of a version such as 1.2.3; 0 if there is none. */
    static int part(String version, int index) {
        String[] parts = version.split("[.-]", -1);
        return index < parts.length && parts[index].matches("\\d{1,9}") ? Integer.parseInt(parts[index]) : 0;
    }

    private static String built() {
        Properties properties = new Properties();
        try (InputStream input = Version.class.getResourceAsStream("version.properties")) {
            properties.load(input);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The jar of the Millrace driver is damaged", unreadable);
        }
        return properties.getProperty("version");
    }
}
