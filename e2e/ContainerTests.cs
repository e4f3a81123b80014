using System.Diagnostics;
using System.Net;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.E2E;

/// <summary>
/// The published program as the Dockerfile starts it: its entry point and its environment and no other, an unprivileged user,
/// and a program folder that cannot be written.
/// </summary>
public sealed class ContainerTests(SharedCluster shared)
{
    [Fact]
    public async Task It_runs_unprivileged_from_a_folder_it_cannot_write_takes_photos_and_passes_its_health_check()
    {
        var image = DockerImage.Read();
        Assert.NotEqual("root", image.User);
        var database = await TestSite.NewDatabaseAsync(shared.Cluster);
        var place = Directory.CreateTempSubdirectory("grouppages-container-").FullName;
        string program = Path.Combine(place, "app"), data = Path.Combine(place, "data");
        await RunAsync("/", "cp -r \"$1\" \"$2\" && mkdir \"$3\" && chmod -R a-w,a+rX \"$2\" && chmod 755 \"$4\" && { [ \"$(id -u)\" != 0 ] || chown nobody \"$3\"; }",
            Path.Combine(Repository.Root, "GroupPages", "bin", "publish"), program, data, place);
        var before = Directory.EnumerateFileSystemEntries(program, "*", SearchOption.AllDirectories).Order().ToList();

        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var settings = new Dictionary<string, string>(image.Environment)
        {
            ["ConnectionStrings__Pooled"] = shared.Cluster.Pooled(database),
            ["ConnectionStrings__Direct"] = shared.Cluster.Direct(database),
            ["GroupPages__DataDirectory"] = data,
            ["GroupPages__DrainSeconds"] = "0",
            ["ASPNETCORE_URLS"] = image.Environment["ASPNETCORE_URLS"].Replace("8080", $"{address.Port}", StringComparison.Ordinal),
        };
        using var app = Start(image.EntryPoint, program, settings);
        try
        {
            await Eventually.TrueAsync(async () => app.HasExited ? throw new InvalidOperationException("It ended.") : await IsReadyAsync(address),
                TimeSpan.FromSeconds(60), "the program must get ready");
            if (Environment.IsPrivilegedProcess)
                Assert.DoesNotContain("Uid:\t0", await File.ReadAllTextAsync($"/proc/{app.Id}/status"), StringComparison.Ordinal);
            using (var check = Start(image.HealthCheck, program, settings))
            {
                await check.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
                Assert.Equal(0, check.ExitCode);
            }
            await UseAsync(address, database);
            Assert.Equal(before, Directory.EnumerateFileSystemEntries(program, "*", SearchOption.AllDirectories).Order());
            Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(data, "photos"), "*.webp", SearchOption.AllDirectories));
        }
        finally
        {
            app.Kill();
            await app.WaitForExitAsync();
            await shared.Cluster.DropDatabaseAsync(database);
            await RunAsync("/", "chmod -R u+w \"$1\" && rm -rf \"$1\"", place);
        }
    }

    // Somebody joins by a code and shows a face: everything that reads the program's files and writes the data's.
    private async Task UseAsync(Uri address, string database)
    {
        await using (var connection = new Npgsql.NpgsqlConnection(shared.Cluster.Superuser(database)))
        {
            await connection.OpenAsync();
            await using var command = new Npgsql.NpgsqlCommand("""
                INSERT INTO groups (slug, name) VALUES ('choir', 'Choir');
                INSERT INTO users (first_name) VALUES ('Lee');
                INSERT INTO memberships (group_id, user_id, role_id) VALUES (1, 1, 3);
                INSERT INTO conversations (kind, group_id) VALUES ('room', 1);
                INSERT INTO join_codes (group_id, kind, code, owner_id) VALUES (1, 'group', 'abcdefghijklmnopqrstuvwxyz', 1);
                """, connection);
            await command.ExecuteNonQueryAsync();
        }
        using var phone = new Phone(address);
        await phone.JoinAsync("abcdefghijklmnopqrstuvwxyz", "Ann");
        using var sent = await phone.PostPortraitAsync(SamplePhotos.Jpeg(440, 300));
        Assert.Equal(HttpStatusCode.SeeOther, sent.StatusCode);
    }

    // With nothing of our own environment but where programs are.
    private static Process Start(string[] command, string directory, IReadOnlyDictionary<string, string> settings)
    {
        IEnumerable<string> identity = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"] : [];
        var start = new ProcessStartInfo("env",
            ["-i", $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"DOTNET_ROOT={Environment.GetEnvironmentVariable("DOTNET_ROOT")}", .. settings.Select(pair => $"{pair.Key}={pair.Value}"), .. identity, .. command])
        {
            WorkingDirectory = directory,
        };
        return Process.Start(start)!;
    }

    private static async Task RunAsync(string directory, string script, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", script, "sh", .. arguments]) { WorkingDirectory = directory })!;
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<bool> IsReadyAsync(Uri address)
    {
        try
        {
            using var http = new HttpClient { BaseAddress = address };
            using var answer = await http.GetAsync(new Uri("/readyz", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
