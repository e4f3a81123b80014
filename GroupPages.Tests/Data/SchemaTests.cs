using GroupPages.Data;
using GroupPages.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GroupPages.Tests.Data;

/// <summary>The schema against its own rules, and EF's map against the schema.</summary>
public sealed class SchemaTests(SchemaTests.Site site) : IClassFixture<SchemaTests.Site>
{
    public sealed class Site(SharedCluster shared) : WatchedSite(shared)
    {
        public string Direct => Cluster.Direct(Database);

        public async Task<(string Name, string Direct)> NewEmptyDatabaseAsync() =>
            await Cluster.CreateEmptyDatabaseAsync() is var name ? (name, Cluster.Direct(name)) : default;
    }

    // Columns the program writes or reads by SQL alone would stand here: table.column.
    private static readonly HashSet<string> Unmapped = ["messages.words", "users.folded", "groups.folded"];

    [Fact]
    public async Task A_migration_may_take_longer_than_a_statement_of_the_site()
    {
        var database = await site.NewEmptyDatabaseAsync();
        await site.SqlAsync($"ALTER ROLE grouppages IN DATABASE {database.Name} SET statement_timeout = '100ms'");
        await Migrations.RunAsync(database.Direct, [new DbUp.Engine.SqlScript("0001_slow.sql", "SELECT pg_sleep(0.3);\nCREATE TABLE slow (id int);\nSELECT pg_sleep(0.3);")],
            NullLogger.Instance, CancellationToken.None);
        await using var connection = new NpgsqlConnection(database.Direct);
        await connection.OpenAsync();
        await using var there = new NpgsqlCommand("SELECT count(*) FROM slow", connection);
        Assert.Equal(0L, await there.ExecuteScalarAsync());
    }

    [Fact]
    public async Task EF_maps_every_column_with_its_type_and_nullability()
    {
        await using var db = await site.App.Services.GetRequiredService<IDbContextFactory<GroupPagesDb>>().CreateDbContextAsync();
        var mapped = db.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties().Select(property =>
            $"{entity.GetTableName()}.{property.GetColumnName(StoreObjectIdentifier.Table(entity.GetTableName()!))} "
            + $"{property.GetColumnType()}{(property.IsNullable ? "" : " not null")}")).Order(StringComparer.Ordinal);
        var real = (await ListAsync("""
            SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
            """)).Where(column => !Unmapped.Contains(column.Split(' ')[0])).Order(StringComparer.Ordinal);
        Assert.Equal(real, mapped);
    }

    [Fact]
    public async Task EF_knows_each_table_by_its_own_key()
    {
        await using var db = await site.App.Services.GetRequiredService<IDbContextFactory<GroupPagesDb>>().CreateDbContextAsync();
        var mapped = db.Model.GetEntityTypes().Select(entity =>
            $"{entity.GetTableName()}({string.Join(", ", entity.FindPrimaryKey()!.Properties.Select(key => key.GetColumnName()))})").Order(StringComparer.Ordinal);
        Assert.Equal((await ListAsync("""
            SELECT conrelid::regclass || substring(pg_get_constraintdef(oid) FROM '\(.*') FROM pg_constraint
            WHERE contype = 'p' AND connamespace = 'public'::regnamespace
            """)).Order(StringComparer.Ordinal), mapped);
    }

    [Fact]
    public async Task Every_foreign_key_has_an_index_that_starts_with_it() => Assert.Empty(await ListAsync("""
        SELECT conrelid::regclass || ' ' || conname FROM pg_constraint c
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indpred IS NULL
                AND (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey)
        """));

    [Fact]
    public async Task Every_moment_is_a_timestamptz_and_every_text_unbounded_by_type() => Assert.Empty(await ListAsync("""
        SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns
        WHERE table_schema = 'public' AND (data_type IN ('timestamp without time zone', 'time without time zone', 'character', 'character varying', 'json')
            OR (column_name LIKE '%\_at' AND data_type <> 'timestamp with time zone'))
        """));

    [Fact]
    public async Task The_roles_in_the_program_are_those_in_the_database()
    {
        Assert.Equal(Enum.GetValues<MemberRole>().Select(role => $"{(short)role} {role.ToString().ToLowerInvariant()}").Order(),
            (await ListAsync("SELECT id || ' ' || name FROM member_roles")).Order());
        var codes = site.App.Services.GetRequiredService<CodeTables>();
        Assert.All(Enum.GetValues<MemberRole>(), role => Assert.Equal(role.ToString(), codes.Label(role)));
        Assert.Equal(4, codes.GroupTypes.Count);
    }

    [Fact]
    public async Task Migrating_again_does_nothing_even_twice_at_once()
    {
        await site.NewGroupAsync();
        var before = await site.StateAsync();
        var versions = await site.CountAsync("meta.schema_versions");
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Migrations.RunAsync(site.Direct, NullLogger.Instance, CancellationToken.None)));
        Assert.Equal(before, await site.StateAsync());
        Assert.Equal(versions, await site.CountAsync("meta.schema_versions"));
    }

    private async Task<List<string>> ListAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(site.Direct);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync()) rows.Add(reader.GetString(0));
        return rows;
    }
}
