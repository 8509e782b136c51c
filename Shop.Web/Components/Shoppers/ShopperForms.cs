// The forms about the shopper's account. Required fields are checked here, everything else by Account.
using System.ComponentModel.DataAnnotations;
using Shop.Web.Components.Forms;

namespace Shop.Web.Components.Shoppers;

public sealed class SignInForm
{
    [Required] public string? LoginId { get; set; }
    [RequiredPassword] public string? Password { get; set; }

    public bool IsRemembered { get; set; }
}

public sealed class SignUpForm
{
    [Required] public string? LoginId { get; set; }
    [RequiredPassword] public string? Password { get; set; }
    [RequiredPassword] public string? PasswordAgain { get; set; }
}

public sealed class ResetPasswordForm
{
    [RequiredPassword] public string? NewPassword { get; set; }
    [RequiredPassword] public string? PasswordAgain { get; set; }
}
