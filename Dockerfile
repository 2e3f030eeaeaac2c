# Builds Millrace from source and runs its server. In short: docker build -t millrace .
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /source
COPY . .
RUN mvn -B -ntp -Pquick -DskipTests -Dcheckstyle.skip -pl server -am package \
    && mkdir /millrace \
    && cp -r server/target/lib /millrace/lib \
    && cp server/target/server-*.jar /millrace/lib/ \
    && cp -r sql-examples LICENSE /millrace/

FROM eclipse-temurin:17-jre
RUN useradd --system --home-dir /millrace --shell /usr/sbin/nologin millrace \
    && mkdir /data \
    && chown millrace /data
COPY --from=build /millrace /millrace
USER millrace
WORKDIR /millrace
VOLUME /data
EXPOSE 8765
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s --retries=5 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8765"]
# The server listens on loopback unless told otherwise. Here it is told: who may reach the container is decided by the
# ports that are published (docker-compose.yml publishes on the loopback address of the host).
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-cp", "/millrace/lib/*", "io.millrace.server.Main", "server", \
    "--data", "/data", "--port", "8765", "--host", "0.0.0.0"]
