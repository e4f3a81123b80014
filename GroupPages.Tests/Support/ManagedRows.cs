namespace GroupPages.Tests.Support;

/// <summary>People without a login, put straight into the database.</summary>
public static class ManagedRows
{
    /// <summary>Somebody in the group whom others look after.</summary>
    public static async Task<long> NewManagedAsync(this TestGroup group, string firstName, params long[] guardians)
    {
        var user = await group.AddAsync(firstName);
        await group.Site.SqlAsync("UPDATE users SET is_managed = true WHERE id = $1", user);
        await group.Site.SqlAsync("INSERT INTO guardians (user_id, guardian_id) SELECT $1, unnest($2)", user, guardians);
        return user;
    }
}
