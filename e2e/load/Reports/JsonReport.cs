using System.Text.Json;

namespace GroupPages.Load.Reports;

/// <summary>Results as files: one for each scenario and target.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Form = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static void Write(Result result, string directory)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, $"{result.Options["name"]}.{result.Target}.json"), JsonSerializer.Serialize(result, Form));
    }

    public static void WriteRatios(IReadOnlyList<Ratio> ratios, string directory) =>
        File.WriteAllText(Path.Combine(directory, "ratios.json"), JsonSerializer.Serialize(ratios, Form));

    public static Result[] ReadAll(string directory) =>
        [.. Directory.GetFiles(directory, "*.*.json").Select(file => JsonSerializer.Deserialize<Result>(File.ReadAllText(file), Form)!).OrderBy(result => result.At)];
}
