// Passwords as NIST SP 800-63B asks: long enough, any characters, none of the commonest; no rules of composition.
// Hashing is the framework's (PBKDF2, HMAC-SHA512) at the strength that OWASP asks for. It keeps a processor busy for a
// good while, so it gets half of the processors: a crowd that signs in must not keep an order waiting for GetUserInfo.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Shop.ServiceDefaults;

namespace Shop.Account.Members;

/// <summary>What a comparison says.</summary>
public enum PasswordMatch
{
    Wrong,
    Right,

    /// <summary>Right, and stored at less than today's strength.</summary>
    RightButWeaklyHashed,
}

/// <summary>Judges, hashes and compares passwords.</summary>
public sealed class Passwords(PasswordSettings settings)
{
    private const int Shortest = 8;
    private const int Longest = 128;

    private readonly PasswordHasher<Member> _hasher = HasherOf(settings);

    private readonly SemaphoreSlim _turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    private readonly string _nobodys = HasherOf(settings).HashPassword(null!, Guid.NewGuid().ToString());

    /// <summary>Why this password is refused; null when it is good.</summary>
    public static FieldError? Judge(string field, string password, string? loginId)
    {
        var normal = Normalized(password);
        var length = new StringInfo(normal).LengthInTextElements;
        if (normal.Length > Longest)
        {
            return new(field, $"A password has at most {Longest} characters.");
        }

        if (length < Shortest)
        {
            return Weak(field, $"A password has at least {Shortest} characters.");
        }

        if (normal.Trim().Equals(loginId, StringComparison.OrdinalIgnoreCase))
        {
            return Weak(field, "Choose a password that differs from the login id.");
        }

        return CommonPasswords.Contains(normal)
            ? Weak(field, "This password is too common. Choose another one.")
            : null;
    }

    /// <summary>Why a repeated password is refused; null when it is the same or was not sent.</summary>
    public static FieldError? JudgeRepeated(string field, string? repeated, string password) =>
        repeated is null || repeated == password ? null : new(field, "The passwords differ.");

    private static FieldError Weak(string field, string why) => new(field, why, ProblemCodes.WeakPassword);

    public Task<string> HashAsync(string password, CancellationToken ct) =>
        InTurnAsync(() => _hasher.HashPassword(null!, Normalized(password)), ct);

    /// <summary>Compares; without a stored hash it takes the same time and the password is wrong.</summary>
    public async Task<PasswordMatch> CompareAsync(string? storedHash, string password, CancellationToken ct)
    {
        var result = await InTurnAsync(
            () => _hasher.VerifyHashedPassword(null!, storedHash ?? _nobodys, Normalized(password)), ct);
        if (result is PasswordVerificationResult.Failed && IsWeak(storedHash))
        {
            // A right password is hashed anew now, and an unknown id has been compared at today's strength. So that a
            // wrong one is not told from them by its haste, it costs that much too.
            await InTurnAsync(() => _hasher.VerifyHashedPassword(null!, _nobodys, Normalized(password)), ct);
        }

        return (storedHash, result) switch
        {
            (null, _) or (_, PasswordVerificationResult.Failed) => PasswordMatch.Wrong,
            (_, PasswordVerificationResult.SuccessRehashNeeded) => PasswordMatch.RightButWeaklyHashed,
            _ => PasswordMatch.Right,
        };
    }

    // The hasher tells of a weak hash only when the password is right. It stores one byte that names the format, four
    // that name the function, and then the number of iterations.
    private bool IsWeak(string? storedHash) => storedHash is not null
        && BinaryPrimitives.ReadUInt32BigEndian(Convert.FromBase64String(storedHash).AsSpan(5)) < settings.Iterations;

    private static PasswordHasher<Member> HasherOf(PasswordSettings settings) =>
        new(Options.Create(new PasswordHasherOptions { IterationCount = settings.Iterations }));

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _turns.WaitAsync(ct);
        try
        {
            return work();
        }
        finally
        {
            _turns.Release();
        }
    }

    // The same Hangul typed on two systems may be composed differently; it must stay the same password.
    private static string Normalized(string password)
    {
        try
        {
            return password.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return password; // It has code points that are no characters, and so no other form.
        }
    }
}
