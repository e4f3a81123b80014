using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>A site that remembers each error its program logs: an exception that nobody expected is a bug, whatever the status was.</summary>
public class WatchedSite(SharedCluster shared) : TestSite(shared)
{
    private readonly ErrorLog log = new();

    /// <summary>The errors so far.</summary>
    public IReadOnlyCollection<string> Errors => log.Errors;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        log.Dispose();
        Assert.True(Errors.Count == 0, string.Join("\n", Errors));
        GC.SuppressFinalize(this);
    }

    protected override void Configure(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(log);

    private sealed class ErrorLog : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> errors = new();

        public IReadOnlyCollection<string> Errors => errors;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) errors.Enqueue($"{formatter(state, exception)}\n{exception}");
        }

        public void Dispose() { }
    }
}
