using GroupPages.Load.Sites;
using GroupPages.Load.Streams;

namespace GroupPages.Load.Scenarios;

/// <summary>Phones that scan one QR code within a second.</summary>
internal sealed class Qr : Scenario
{
    private CrowdGroup[] groups = [];

    public override void Prepare(Run run) =>
        groups = Crowd.Make(run.Tier, run.Database.Postgres, run.Options.Number("groups", 1), members: 12);

    public override async Task PlayAsync(Run run)
    {
        var phones = run.Options.Number("phones", 50);
        var spread = run.Options.Fraction("spread", 1);
        var scan = new Scan(run);
        await scan.LookAsync(groups[0]);
        run.Mark();
        List<Receiver> streams = [];
        var all = Enumerable.Range(0, phones).Select(async i =>
        {
            await run.Loop.Delay(spread * i / phones);
            if (await scan.JoinAsync(groups[i % groups.Length]) is { } phone)
                streams.Add(phone.Stream);
        });
        await Task.WhenAll(all.ToArray());
        for (var i = 0; i < 300 && streams.Any(stream => stream.IsOpen && !stream.IsLive); i++)
            await run.Loop.Delay(0.1);
        run.Measure();
        run.Figures["phones in"] = streams.Count(stream => stream.IsLive);
        foreach (var stream in streams)
            stream.Cut();
    }
}
