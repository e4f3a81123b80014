using System.Globalization;
using GroupPages.Data.Embedded;
using GroupPages.Tests.Support;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>The program on a PostgreSQL of its own, as <c>./run</c> starts it, and its commands beside it.</summary>
public sealed class PrivateDatabaseTests
{
    [Fact]
    public async Task Commands_use_it_while_the_program_runs_with_it_and_killed_it_is_started_again()
    {
        var directory = Directory.CreateTempSubdirectory("gp-private-");
        try
        {
            await using var app = await AppProcess.StartAsync("", "", directory.FullName);
            Dictionary<string, string> settings = new()
            {
                ["GroupPages__DataDirectory"] = directory.FullName,
                ["GroupPages__PublicUrl"] = app.Address.GetLeftPart(UriPartial.Authority),
            };
            var seeded = await CommandLine.RunAsync(settings, "seed", "--groups", "2", "--members=3");
            Assert.Equal((0, ""), (seeded.ExitCode, seeded.Errors));
            var lines = seeded.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();
            Assert.Equal(["sample-001", "sample-002"], lines.Select(line => line[0]));

            var admin = await CommandLine.RunAsync(settings, "admin", "--email", "ada@example.org", "--first-name", "Ada");
            using var phone = new Phone(app.Address);
            using var signedIn = await phone.PostAsync(new Uri(Assert.Single(admin.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).AbsolutePath);
            Assert.Contains("3 people", (await phone.PageAsync("/g/sample-002")).Body!.TextContent);

            using var guest = new Phone(app.Address);
            await guest.JoinAsync(new Uri(lines[0][1]).Segments[^1], "Ruth");
            // Whoever tries a sample group joined today, and shares all the same.
            using var link = await guest.PostHtmxAsync("/g/sample-001/chat", ("text", "https://example.org/"));
            Assert.Equal(204, (int)link.StatusCode);

            var capacity = await CommandLine.RunAsync(settings, "capacity");
            Assert.Equal(0, capacity.ExitCode);
            // A second program would be another matter.
            Assert.NotEqual(0, (await CommandLine.RunAsync(settings, "serve")).ExitCode);

            var running = Path.Combine(PostgresHome.DatabaseIn(directory.FullName), "postmaster.pid");
            var killed = int.Parse((await File.ReadAllLinesAsync(running))[0], CultureInfo.InvariantCulture);
            ProcessSignal.Send(killed, ProcessSignal.Quit);
            await Eventually.TrueAsync(async () => !ProcessSignal.IsAlive(killed) && await SaysAsync(guest), TimeSpan.FromSeconds(20), "the database must come back");
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        static async Task<bool> SaysAsync(Phone phone)
        {
            using var answer = await phone.PostHtmxAsync("/g/sample-001/chat", ("text", "Still here"));
            return (int)answer.StatusCode == 204;
        }
    }
}
