# Compiled ahead of time (ReadyToRun): a restarted instance answers its first requests fast, on one core.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
ARG TARGETARCH
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY GroupPages/GroupPages.csproj GroupPages/
RUN dotnet restore GroupPages -a $TARGETARCH -p:PublishReadyToRun=true
COPY sql sql
COPY GroupPages GroupPages
RUN dotnet publish GroupPages -c Release -a $TARGETARCH --self-contained false -p:PublishReadyToRun=true -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
# pg_dump and pg_restore, for `GroupPages backup` and `restore`; of the version of compose.yaml's PostgreSQL.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client-16 \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o app -g app -m 700 /data
COPY --from=build /app /app
WORKDIR /app
USER app
# The heap that fits a container of 512 MB, and no second one for a core that is not there.
ENV ASPNETCORE_URLS=http://+:8080 \
    GroupPages__DataDirectory=/data \
    DOTNET_gcServer=0 \
    DOTNET_GCHeapHardLimit=0x12C00000 \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
VOLUME /data
# Alive, not ready: a container must not be restarted because its database is away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["dotnet", "GroupPages.dll", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dotnet", "GroupPages.dll"]
