using GroupPages.Ops;
using Xunit;

namespace GroupPages.Tests.Ops;

/// <summary>The memory a process may take, as systemd units, containers and machines tell it.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private const long Machine = 2048L << 20;

    private readonly string root = Directory.CreateTempSubdirectory("memory-limit").FullName;

    public MemoryLimitTests() => Write("proc/meminfo", $"MemTotal:        {Machine >> 10} kB\nMemFree:         1000 kB\n");

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void A_unit_has_its_own_limit()
    {
        Write("proc/self/cgroup", "0::/system.slice/system-grouppages.slice/grouppages@8080.service\n");
        Write("sys/fs/cgroup/system.slice/system-grouppages.slice/grouppages@8080.service/memory.max", $"{512L << 20}\n");
        Write("sys/fs/cgroup/system.slice/system-grouppages.slice/memory.max", "max\n");
        Assert.Equal(512L << 20, Read());
    }

    [Fact]
    public void A_lower_limit_of_a_parent_holds()
    {
        Write("proc/self/cgroup", "0::/site.slice/grouppages.service\n");
        Write("sys/fs/cgroup/site.slice/grouppages.service/memory.max", $"{512L << 20}\n");
        Write("sys/fs/cgroup/site.slice/memory.max", $"{300L << 20}\n");
        Assert.Equal(300L << 20, Read());
    }

    [Theory]
    [InlineData("0::/\n", "sys/fs/cgroup/memory.max")]
    [InlineData("0::/../../elsewhere\n", "sys/fs/cgroup/memory.max")]
    [InlineData("9:cpu,memory:/docker/4f2a:b\n0::/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes")]
    public void A_container_sees_its_limit_at_the_top(string groups, string file)
    {
        Write("proc/self/cgroup", groups);
        Write(file, $"{256L << 20}\n");
        Assert.Equal(256L << 20, Read());
    }

    [Fact]
    public void A_unit_of_the_older_control_groups_has_its_own_limit()
    {
        Write("proc/self/cgroup", "5:devices:/\n4:memory:/system.slice/grouppages.service\n0::/\n");
        Write("sys/fs/cgroup/memory/system.slice/grouppages.service/memory.limit_in_bytes", $"{512L << 20}\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Assert.Equal(512L << 20, Read());
    }

    [Theory]
    [InlineData("max")]
    [InlineData("9223372036854771712")]
    [InlineData("")]
    [InlineData("nonsense")]
    public void Without_a_limit_it_is_the_machines(string limit)
    {
        Write("proc/self/cgroup", "0::/grouppages.service\nnonsense\n");
        Write("sys/fs/cgroup/grouppages.service/memory.max", limit);
        Assert.Equal(Machine, Read());
    }

    [Fact]
    public void What_was_set_wins()
    {
        Write("proc/self/cgroup", "0::/\n");
        Write("sys/fs/cgroup/memory.max", $"{256L << 20}\n");
        Assert.Equal(1000L << 20, MemoryLimit.Of(new() { MemoryMegabytes = 1000 }, root));
    }

    [Fact]
    public void Where_nothing_is_told_there_is_a_limit_nevertheless()
    {
        File.Delete(Path.Combine(root, "proc/meminfo"));
        Assert.True(Read() > 0);
        Assert.True(MemoryLimit.Of(new()) > 0);
    }

    private long Read() => MemoryLimit.Of(new(), root);

    private void Write(string path, string text)
    {
        var file = Path.Combine(root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
