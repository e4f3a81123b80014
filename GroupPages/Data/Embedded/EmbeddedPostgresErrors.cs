namespace GroupPages.Data.Embedded;

/// <summary>Another GroupPages holds the data directory. The message says which one, in words for the terminal.</summary>
public sealed class DataDirectoryInUseException(string directory)
    : Exception($"GroupPages is already running with this data directory: {directory}");

/// <summary>PostgreSQL is not on this machine, or not in the version the database needs. The message says what to install.</summary>
public sealed class PostgresNotFoundException(string message) : Exception(message);

/// <summary>PostgreSQL is there but did not start. The message carries the reason, and the end of its log where there is one.</summary>
public sealed class PostgresStartException(string message) : Exception(message);
