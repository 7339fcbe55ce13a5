<?php

namespace App\Controller;

use App\Form\ContactType;
use Symfony\Bridge\Twig\Mime\TemplatedEmail;
use Symfony\Bundle\FrameworkBundle\Controller\AbstractController;
use Symfony\Component\HttpFoundation\Request;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\Mailer\MailerInterface;
use Symfony\Component\Mime\Address;
use Symfony\Component\Routing\Annotation\Route;

class SymfonyContactController extends AbstractController
{
    public function __construct(private MailerInterface $mailer, private string $contactRecipient)
    {
    }

    #[Route('/contact', name: 'contact', methods: ['GET', 'POST'])]
    public function contact(Request $request): Response
    {
        $form = $this->createForm(ContactType::class);
        $form->handleRequest($request);
        if ($form->isSubmitted() && $form->isValid()) {
            $data = $form->getData();
            $email = (new TemplatedEmail())
                ->from(new Address('noreply@example.com', 'Website'))
                ->to($this->contactRecipient)
                ->replyTo(new Address($data['email'], $data['name']))
                ->subject(sprintf('[Contact] %s', $data['subject']))
                ->htmlTemplate('emails/contact.html.twig')
                ->context(['data' => $data]);
            $this->mailer->send($email);
            $this->addFlash('success', 'Thank you.');

            return $this->redirectToRoute('contact');
        }

        return $this->render('contact/index.html.twig', ['form' => $form->createView()]);
    }
}
