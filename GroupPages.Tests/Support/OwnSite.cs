namespace GroupPages.Tests.Support;

/// <summary>A site on a cluster of its own, which its tests may break.</summary>
public class OwnSite : TestSite
{
    private readonly SharedCluster own;

    public OwnSite() : this(new SharedCluster { Spare = 0 }) { }

    private OwnSite(SharedCluster own) : base(own) => this.own = own;

    /// <summary>What the tests may stop, cut and start again.</summary>
    public new TestCluster Cluster => base.Cluster;

    public override async ValueTask InitializeAsync()
    {
        await own.InitializeAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await own.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
