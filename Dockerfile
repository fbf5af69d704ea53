# The portal for people without Debian. Not run by CI: ./portal up on Debian is the tested way.
FROM debian:12-slim
WORKDIR /srv/geoportal
COPY apt.txt ./
RUN apt-get update \
    && awk '/^\[/ { exit } !/^#/ && NF { print $1 }' apt.txt | xargs apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY . .
VOLUME /srv/geoportal/var
EXPOSE 8000
STOPSIGNAL SIGTERM
ENTRYPOINT ["./portal"]
CMD ["up", "--host", "0.0.0.0"]
