namespace GroupPages.Load.Scenarios;

/// <summary>Something that happens to the app: what it needs beforehand, and how it goes.</summary>
internal abstract class Scenario
{
    /// <summary>Makes the groups and people. May block; nothing is measured yet.</summary>
    public abstract void Prepare(Run run);

    /// <summary>Plays it, on the loop.</summary>
    public abstract Task PlayAsync(Run run);

    /// <summary>The longest it may take.</summary>
    public virtual TimeSpan Limit(Options options) => TimeSpan.FromSeconds(120 + (2 * options.Number("seconds", 60)));
}
