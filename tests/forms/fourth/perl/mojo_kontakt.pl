#!/usr/bin/perl
use Mojolicious::Lite -signatures;

# contact form, Mojolicious
get '/' => sub ($c) { $c->render(text => '<form method="post">...</form>') };

post '/' => sub ($c) {
    my $v = $c->validation;
    $v->required('name', 'trim')->size(1, 60)->like(qr/\A[^\r\n]+\z/);
    $v->required('email', 'trim')->like(qr/\A[^\s\@,]+\@[^\s\@,]+\z/);
    $v->required('message')->size(1, 5000);
    return $c->render(text => 'Please check: ' . join(', ', @{$v->failed}), status => 400) if $v->has_error;

    my ($name, $email) = ($v->param('name'), $v->param('email'));
    open my $sm, '|-', '/usr/sbin/sendmail', '-t', '-oi' or die $!;
    print $sm "To: hallo\@example.com\n";
    print $sm "From: $name <web\@example.com>\n";
    print $sm "Reply-To: $email\n";
    print $sm "Subject: Contact\n\n";
    print $sm $v->param('message'), "\n";
    close $sm;
    $c->render(text => 'Thank you');
};

app->start;
