using System.Text.Json;
using System.Text.RegularExpressions;

namespace GroupPages.Tests.Support;

/// <summary>What the Dockerfile's last stage says about how the program is started.</summary>
public sealed partial class DockerImage
{
    private readonly string text;

    private DockerImage(string text) => this.text = text;

    /// <summary>As the repository has it, its last stage alone.</summary>
    public static DockerImage Read()
    {
        var all = Repository.Text("Dockerfile").Replace("\\\n", " ", StringComparison.Ordinal);
        return new(all[all.LastIndexOf("\nFROM ", StringComparison.Ordinal)..]);
    }

    public string User => Line().Matches(text).Last(line => line.Groups[1].Value == "USER").Groups[2].Value;

    public string[] EntryPoint => JsonSerializer.Deserialize<string[]>(Of("ENTRYPOINT"))!;

    /// <summary>What the health check runs.</summary>
    public string[] HealthCheck => JsonSerializer.Deserialize<string[]>(Of("HEALTHCHECK").Split(" CMD ")[1])!;

    /// <summary>The environment that it sets.</summary>
    public IReadOnlyDictionary<string, string> Environment => Line().Matches(text).Where(line => line.Groups[1].Value == "ENV")
        .SelectMany(line => line.Groups[2].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private string Of(string instruction) => Line().Matches(text).Single(line => line.Groups[1].Value == instruction).Groups[2].Value;

    [GeneratedRegex(@"(?m)^([A-Z]+) +(.*)$")]
    private static partial Regex Line();
}
