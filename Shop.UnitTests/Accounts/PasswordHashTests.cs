using Shop.Account.Credentials;

namespace Shop.UnitTests.Accounts;

/// <summary>Password hashes in the PHC string format, which other Argon2 libraries read and write.</summary>
public sealed class PasswordHashTests
{
    // The reference implementation printed it:
    // echo -n password | argon2 somesaltsomesalt -id -t 2 -k 1024 -p 1 -l 32 -e
    private const string Reference =
        "$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CKGe5/bX9YnCq2rxjW5yQXKxn31v1GKzhDCrMc6r6vA";

    [Theory]
    [InlineData(1024, 2, PasswordMatch.Right)]
    [InlineData(1025, 2, PasswordMatch.RightButWeaklyHashed)]
    [InlineData(1024, 3, PasswordMatch.RightButWeaklyHashed)]
    [InlineData(512, 1, PasswordMatch.Right)]
    public async Task Hash_of_another_argon2_library_matches(int memoryKiB, int passes, PasswordMatch expected)
    {
        var passwords = new Passwords(new() { MemoryKiB = memoryKiB, Passes = passes });

        Assert.Equal(expected, await passwords.CompareAsync(Reference, "password", CancellationToken.None));
        Assert.Equal(PasswordMatch.Wrong, await passwords.CompareAsync(Reference, "Password", CancellationToken.None));
    }

    [Fact]
    public async Task Hash_is_a_phc_string_that_its_password_alone_matches()
    {
        var passwords = new Passwords(new() { MemoryKiB = 64, Passes = 1 });

        var stored = await passwords.HashAsync("비밀번호 하나", CancellationToken.None);

        Assert.Matches(@"\A\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}\z", stored);
        Assert.Equal(PasswordMatch.Right, await passwords.CompareAsync(stored, "비밀번호 하나", CancellationToken.None));
        Assert.Equal(PasswordMatch.Wrong, await passwords.CompareAsync(stored, "비밀번호 둘", CancellationToken.None));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("x")]
    [InlineData("$argon2id$v=19$m=1024,t=2,p=1$c29tZ$CKGe5/bX9YnCq2rxjW5yQXKxn31v1GKzhDCrMc6r6vA")]
    [InlineData("$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CKGe5")]
    [InlineData("$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQ$CKGe5/bX9YnCq2rxjW5yQXKxn31v1GKzhDCrMc6r6vA")] // 8 bytes.
    [InlineData("$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$CKGe5/bX9YnCq2rxjW5yQXKxn31v1GKzhDCrMc6r6vA")]
    [InlineData("$argon2id$v=19$m=1024,t=0,p=1$c29tZXNhbHRzb21lc2FsdA$CKGe5/bX9YnCq2rxjW5yQXKxn31v1GKzhDCrMc6r6vA")]
    public async Task No_password_matches_a_missing_or_unreadable_hash(string? stored)
    {
        var passwords = new Passwords(new() { MemoryKiB = 64, Passes = 1 });

        Assert.Equal(PasswordMatch.Wrong, await passwords.CompareAsync(stored, "password", CancellationToken.None));
    }
}
