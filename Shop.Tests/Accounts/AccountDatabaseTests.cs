using System.Security.Cryptography;
using System.Text;

namespace Shop.Tests.Accounts;

/// <summary>What the database reveals without the keys of the service.</summary>
[Collection(RunningShop.Shared)]
public sealed class AccountDatabaseTests(RunningShop shop)
{
    private readonly AccountDoor _account = new(shop);

    [Fact]
    public async Task Name_birth_date_and_CI_are_not_stored_in_plain_text()
    {
        var member = await shop.NewShopperAsync();
        var ci = Encoding.UTF8.GetBytes(member.Person.Ci);

        var row = await _account.ReadAsync<byte[]>("""
            select name_encrypted || birth_date_encrypted || hashed_ci || convert_to(login_id || password_hash, 'UTF8')
            from members where id = $1
            """, member.AccountId);

        Assert.Equal(-1, row.AsSpan().IndexOf(Encoding.UTF8.GetBytes(member.Person.Name)));
        Assert.Equal(-1, row.AsSpan().IndexOf(Encoding.UTF8.GetBytes(member.Person.BirthDate.ToString("yyyy-MM-dd"))));
        Assert.Equal(-1, row.AsSpan().IndexOf(ci));
        Assert.Equal(-1, row.AsSpan().IndexOf(SHA256.HashData(ci))); // A hash without a pepper could be brute-forced.
    }

    [Fact]
    public async Task Keys_are_stored_encrypted()
    {
        var signing = await _account.ReadAsync<byte[]>("select private_key_encrypted from signing_keys limit 1");
        var ring = await _account.ReadAsync<string>("select string_agg(xml, '') from data_protection_keys");

        using var pair = ECDsa.Create();
        Assert.ThrowsAny<CryptographicException>(() => pair.ImportPkcs8PrivateKey(signing, out _));
        Assert.Contains("<encryptedKey", ring);
        Assert.DoesNotContain("<masterKey", ring);
    }

    [Fact]
    public async Task Refresh_tokens_are_stored_as_hashes()
    {
        var member = await shop.NewShopperAsync();

        var known = await _account.ReadAsync<long>(
            "select count(*) from refresh_tokens where hash = sha256(convert_to($1, 'UTF8'))",
            member.Session.RefreshToken);

        Assert.Equal(1, known);
    }
}
