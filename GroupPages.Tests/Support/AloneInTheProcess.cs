using Xunit;

namespace GroupPages.Tests.Support;

/// <summary>
/// For tests that read what belongs to the whole process: OpenTelemetry knows meters by name, and another test's site in
/// the same process has them too.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneInTheProcess
{
    public const string Name = "Alone in the process";
}
